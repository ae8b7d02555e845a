"""GPT-2: Radford et al., 2019, "Language Models are Unsupervised Multitask Learners".

A transformer decoder with learnt absolute positions whose blocks normalise before each part,
and once more after the last. With `add_cross_attention` it also attends to another encoder.

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden, f feed-forward,
v vocabulary, c classes, n choices.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.gpt2 import GPT2Config
from auto_core.errors import InputError
from auto_core.initializers import Init, Normal
from auto_core.outputs import (
    BaseModelOutputWithPastAndCrossAttentions,
    CausalLMOutputWithCrossAttentions,
    GPT2DoubleHeadsModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache, text_heads
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.decoder_heads import CausalLM, QuestionAnswering, SequenceClassification
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import token_loss
from ..blocks.low_rank import Adaptable
from ..blocks.multiple_choice import fold_choices


class Conv1D(Adaptable):
    """x @ weight + bias. Checkpoint: weight [in out], the transpose of a Linear's."""

    upstream_class = "transformers.pytorch_utils.Conv1D"  # on torch, PEFT adapts those

    def __init__(self, in_features: int, out_features: int, *, init: Init = "normal"):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = nn.Parameter((in_features, out_features), init=init)
        self.bias = nn.Parameter((out_features,), init="zeros")

    def forward(self, x):  # [... in] -> [... out]
        y = ops.matmul(x, ops.asarray(self.weight)) + ops.asarray(self.bias)
        return self.adapted(x, y)


def _end_of_part(config: GPT2Config) -> Init:
    """Smaller initial weights where a part joins the residual sum, of which a layer has two."""
    return Normal(config.initializer_range / (2 * config.num_hidden_layers) ** 0.5)


class GPT2Attention(nn.Module):
    """Causal self-attention, or (`cross`) attention to another sequence."""

    def __init__(self, config: GPT2Config, *, layer: int, cross: bool = False):
        super().__init__()
        d = config.hidden_size
        self.head_size, self.cross = d // config.num_attention_heads, cross
        self.scale = self.head_size**-0.5 if config.scale_attn_weights else 1.0
        if config.scale_attn_by_inverse_layer_idx:
            self.scale = self.scale / (layer + 1)
        self.c_attn = Conv1D(d, 2 * d if cross else 3 * d)
        if cross:
            self.q_attn = Conv1D(d, d)
        self.c_proj = Conv1D(d, d, init=_end_of_part(config))
        self.attn_dropout = nn.Dropout(config.attn_pdrop)
        self.resid_dropout = nn.Dropout(config.resid_pdrop)

    def split(self, x, parts: int):  # [b t parts*d] -> parts of [b t h s]
        size = ops.shape(x)[-1] // parts
        return [split_heads(part, self.head_size) for part in ops.split(x, [size] * parts, 2)]

    def project(self, source):  # [b k d] -> key, value [b k h s]; cross-attention only
        return self.split(self.c_attn(source), 2)

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        if self.cross:
            (query,) = self.split(self.q_attn(hidden), 1)
            key, value = attend.project(self.project, source)
        else:
            query, key, value = self.split(self.c_attn(hidden), 3)
            key, value = attend.extend(key, value)
        output = attend(query, key, value, scale=self.scale, dropout=self.attn_dropout)
        return self.resid_dropout(self.c_proj(output))


class GPT2MLP(nn.Module):
    def __init__(self, config: GPT2Config):
        super().__init__()
        d = config.hidden_size
        inner = 4 * d if config.n_inner is None else config.n_inner
        self.c_fc = Conv1D(d, inner)
        self.c_proj = Conv1D(inner, d, init=_end_of_part(config))
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dropout(self.c_proj(self.activation(self.c_fc(hidden))))


class GPT2Block(nn.Block):
    attention_class, mlp_class, norm_class = GPT2Attention, GPT2MLP, nn.LayerNorm

    def __init__(self, config: GPT2Config, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_epsilon
        self.ln_1 = self.norm_class(d, eps=eps)
        self.attn = self.attention_class(config, layer=layer)
        self.ln_2 = self.norm_class(d, eps=eps)
        if config.add_cross_attention:
            self.crossattention = self.attention_class(config, layer=layer, cross=True)
            self.ln_cross_attn = self.norm_class(d, eps=eps)
        self.mlp = self.mlp_class(config)

    def forward(self, hidden, attend, encoder_hidden_states=None, cross_attend=None):
        """[b t d], [b k d] -> [b t d]"""
        hidden = self.attn(self.ln_1(hidden), attend) + hidden
        if encoder_hidden_states is not None:
            normed = self.ln_cross_attn(hidden)
            hidden = hidden + self.crossattention(normed, cross_attend, encoder_hidden_states)
        return hidden + self.mlp(self.ln_2(hidden))


class GPT2PreTrainedModel(nn.PreTrainedModel):
    """What all GPT-2 models share."""

    config_class = GPT2Config
    base_model_prefix = "transformer"
    # Triangles of ones and a number, which older files hold for the causal mask.
    ignored_keys = (r"attn\.(masked_)?bias$", r"crossattention\.(masked_)?bias$")
    optional_parts = (r"\.(crossattention|ln_cross_attn)\.",)
    transposed_weights = (r"\.(c_attn|q_attn|c_proj|c_fc)\.weight$",)
    splits_attention, fused_projections = True, (r"\.c_attn$",)
    layer_class, norm_class = GPT2Block, nn.LayerNorm


ENCODER_INPUTS = ("encoder_hidden_states", "encoder_attention_mask")


class GPT2Model(GPT2PreTrainedModel):
    """GPT-2 without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        past_key_values: a KeyValueCache from an earlier call.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        token_type_ids: [b t]; they are embedded as tokens are, by the same table.
        position_ids: [b t], by default counted on from the cache, padding included.
        encoder_hidden_states: [b k d] with encoder_attention_mask [b k], for cross-attention.

    Returns:
        BaseModelOutputWithPastAndCrossAttentions: last_hidden_state [b t d], the cache, and on
        request hidden_states (the last one normalised) and attentions.
    """

    def __init__(self, config: GPT2Config):
        super().__init__(config)
        d = config.hidden_size
        self.wte = nn.Embedding(config.vocab_size, d)
        self.wpe = nn.Embedding(config.max_position_embeddings, d)
        self.drop = nn.Dropout(config.embd_pdrop)
        self.h = nn.ModuleList(self.layer_class(config, layer) for layer in range(config.n_layer))
        self.ln_f = self.norm_class(d, eps=config.layer_norm_epsilon)

    def get_input_embeddings(self):
        return self.wte

    def set_input_embeddings(self, value):
        self.wte = value

    def forward(
        self,
        input_ids=None,
        past_key_values=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if encoder_hidden_states is not None and not self.config.add_cross_attention:
            raise InputError(
                "encoder_hidden_states were passed, but this model has no cross-attention; "
                "build it with add_cross_attention=True."
            )
        past, use_cache = past_key_values, self.config.use_cache if use_cache is None else use_cache
        given = None if input_ids is None else ops.shape(input_ids)
        if given is not None and len(given) == 3:  # [b n t], for double heads
            input_ids, attention_mask = fold_choices(input_ids), fold_choices(attention_mask)
            token_type_ids, position_ids = fold_choices(token_type_ids), fold_choices(position_ids)
        hidden = self.wte(input_ids) if inputs_embeds is None else inputs_embeds
        tokens = ops.shape(hidden)[1]
        single = past is not None or use_cache or attention_mask is not None
        packed = None if single else position_ids
        if position_ids is None:
            position_ids = kv_cache.positions(past, hidden)
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden, positions=packed)
        encoder_mask = attention_masks.boolean_mask(encoder_attention_mask)
        hidden = hidden + self.wpe(position_ids)
        if token_type_ids is not None:
            hidden = hidden + self.wte(token_type_ids)
        hidden = self.drop(hidden)

        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        for index, layer in enumerate(self.h):
            recorder.add_hidden_state(hidden)
            attend = Attention(recorder, mask, causal=causal, past=past, layer=index)
            cross_attend = CrossAttention(recorder, encoder_mask, past=past, layer=index)
            hidden = layer(hidden, attend, encoder_hidden_states, cross_attend)
        hidden = self.ln_f(hidden)
        if given is not None:
            hidden = ops.reshape(hidden, (*given, self.config.hidden_size))
        recorder.add_hidden_state(hidden)
        return BaseModelOutputWithPastAndCrossAttentions(
            last_hidden_state=hidden,
            past_key_values=kv_cache.after(recorder, past, tokens) if use_cache else None,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
        )


TIED_HEAD = {"lm_head.weight": "transformer.wte.weight"}


class GPT2LMHeadModel(CausalLM, GPT2PreTrainedModel):
    base_class = GPT2Model
    tied_weights = TIED_HEAD
    output_class = CausalLMOutputWithCrossAttentions


class GPT2SequenceSummary(nn.Module):
    """One vector, or one score, for each text."""

    def __init__(self, config: GPT2Config):
        super().__init__()
        self.kind = config.summary_type
        if config.summary_use_proj:
            classes = 1 if config.summary_proj_to_labels else config.hidden_size
            self.summary = nn.Linear(config.hidden_size, classes)
        else:
            self.summary = None
        name = config.summary_activation
        self.activation = activation(name) if name else None
        self.first_dropout = nn.Dropout(config.summary_first_dropout)

    def forward(self, hidden, index):  # [b n t d], [b n] or None -> [b n 1|d]
        # As upstream has it, all kinds but "cls_index" reduce axis 1, which is meant for [b t d].
        if self.kind == "first":
            chosen = hidden[:, 0]
        elif self.kind == "last":
            chosen = hidden[:, -1]
        elif self.kind == "mean":
            chosen = ops.mean(hidden, 1)
        elif index is None:
            chosen = hidden[..., -1, :]
        else:
            index = ops.unsqueeze(ops.unsqueeze(index, -1), -1)
            chosen = ops.squeeze(ops.gather(hidden, -2, index), -2)
        chosen = self.first_dropout(chosen)
        if self.summary is not None:
            chosen = self.summary(chosen)
        return chosen if self.activation is None else self.activation(chosen)


class GPT2DoubleHeadsModel(OutputEmbeddings, Head, GPT2PreTrainedModel):
    """The next token, and the best of n texts: every input has an axis of choices, [b n t].

    mc_token_ids [b n] is the position of each text's classifying token (by default the last);
    labels [b n t] and mc_labels [b] are for the two losses.
    """

    base_class = GPT2Model
    excluded_inputs = ENCODER_INPUTS
    tied_weights = TIED_HEAD
    output_embeddings = "lm_head"

    def add_head(self, config: GPT2Config) -> None:
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size, bias=False)
        self.multiple_choice_head = GPT2SequenceSummary(config)

    def forward(self, mc_token_ids=None, labels=None, mc_labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.lm_head(output.last_hidden_state)
        scores = self.multiple_choice_head(output.last_hidden_state, mc_token_ids)
        if ops.shape(scores)[-1] == 1:
            scores = ops.squeeze(scores, -1)
        return GPT2DoubleHeadsModelOutput.of(
            output,
            loss=None if labels is None else token_loss(logits[..., :-1, :], labels[..., 1:]),
            mc_loss=None if mc_labels is None else token_loss(scores, mc_labels),
            logits=logits,
            mc_logits=scores,
        )


class GPT2ForSequenceClassification(SequenceClassification, GPT2PreTrainedModel):
    base_class = GPT2Model
    excluded_inputs = ENCODER_INPUTS


class GPT2ForTokenClassification(text_heads.TokenClassification, GPT2PreTrainedModel):
    base_class = GPT2Model
    excluded_inputs = ENCODER_INPUTS

    def add_head(self, config: GPT2Config) -> None:
        p = config.classifier_dropout
        self.dropout = nn.Dropout(0.1 if p is None else p)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)


class GPT2ForQuestionAnswering(QuestionAnswering, GPT2PreTrainedModel):
    base_class = GPT2Model
    excluded_inputs = text_heads.DECODER_INPUTS


PREFIX = "GPT2"
HEADS = {
    "base": GPT2Model,
    "pretraining": GPT2LMHeadModel,
    "causal-lm": GPT2LMHeadModel,
    "sequence-classification": GPT2ForSequenceClassification,
    "token-classification": GPT2ForTokenClassification,
    "question-answering": GPT2ForQuestionAnswering,
}
