"""OPT: Zhang et al., 2022, arXiv:2205.01068.

A decoder with learnt positions that count the tokens of the attention mask, layer norms before or
after each part, and embeddings that may be smaller than the hidden states.

b batch, t tokens, k keys, h heads, s size of a head, d hidden, e embedding, f feed-forward.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.opt import OPTConfig

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import CausalLM, QuestionAnswering, SequenceClassification
from ..blocks.layer_drop import LayerDrop
from ..blocks.norms import PlainLayerNorm

EPS = 1e-5  # of all norms
OFFSET = 2  # position 0 has this row of the table


def layer_norm(config: OPTConfig) -> Any:
    """A norm of hidden states, with parameters unless the config says otherwise."""
    if config.layer_norm_elementwise_affine:
        return nn.LayerNorm(config.hidden_size, eps=EPS)
    return PlainLayerNorm(EPS)


class OPTAttention(nn.Module):
    def __init__(self, config: OPTConfig):
        super().__init__()
        d, bias = config.hidden_size, config.enable_bias
        self.head_size = d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d, bias=bias)
        self.v_proj = nn.Linear(d, d, bias=bias)
        self.q_proj = nn.Linear(d, d, bias=bias)
        self.out_proj = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        key, value = attend.extend(key, value)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class OPTDecoderLayer(nn.Block):
    def __init__(self, config: OPTConfig):
        super().__init__()
        d, bias = config.hidden_size, config.enable_bias
        self.self_attn = OPTAttention(config)
        self.self_attn_layer_norm = layer_norm(config)
        self.fc1 = nn.Linear(d, config.ffn_dim, bias=bias)
        self.fc2 = nn.Linear(config.ffn_dim, d, bias=bias)
        self.final_layer_norm = layer_norm(config)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.layer_drop = LayerDrop(config.layerdrop)
        self.norm_first = config.do_layer_norm_before

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.fc2(self.activation(self.fc1(hidden)))

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        before = hidden
        if self.norm_first:
            output = self.self_attn(self.self_attn_layer_norm(hidden), attend)
            hidden = hidden + self.dropout(output)
            output = self.feed_forward(self.final_layer_norm(hidden))
            hidden = hidden + self.dropout(output)
        else:
            output = self.self_attn(hidden, attend)
            hidden = self.self_attn_layer_norm(hidden + self.dropout(output))
            output = self.feed_forward(hidden)
            hidden = self.final_layer_norm(hidden + self.dropout(output))
        return self.layer_drop(hidden, before)


class OPTPreTrainedModel(nn.PreTrainedModel):
    config_class = OPTConfig
    base_model_prefix = "model"
    splits_attention = True
    head_parts = (r"^(lm_head|score|qa_outputs)\.",)
    ignored_keys = (r"decoder\.version$",)


class OPTDecoder(Decoder, OPTPreTrainedModel):
    """OPT's decoder, which is all of OPTModel."""

    def __init__(self, config: OPTConfig):
        super().__init__(config)
        d, e = config.hidden_size, config.word_embed_proj_dim
        self.embed_tokens = nn.Embedding(config.vocab_size, e, padding_idx=config.pad_token_id)
        self.embed_positions = nn.Embedding(config.max_position_embeddings + OFFSET, d)
        self.project_in = nn.Linear(e, d, bias=False) if e != d else None
        self.project_out = nn.Linear(d, e, bias=False) if e != d else None
        normed = config.do_layer_norm_before and not config._remove_final_layer_norm
        self.final_layer_norm = layer_norm(config) if normed else None
        self.layers = nn.ModuleList(
            OPTDecoderLayer(config) for _ in range(config.num_hidden_layers)
        )

    def start(self, embeddings, position_ids, attention_mask, past):
        hidden = embeddings if self.project_in is None else self.project_in(embeddings)
        return hidden + self.embed_positions(position_ids + OFFSET), None

    def finish(self, hidden):
        hidden = hidden if self.final_layer_norm is None else self.final_layer_norm(hidden)
        return hidden if self.project_out is None else self.project_out(hidden)


def counted_positions(attention_mask, past, inputs):
    """[b t]: how many tokens of the mask [b k] are before each new one; -1 for padding."""
    mask = ops.cast(attention_mask, "int64")
    position = ops.cumsum(mask, 1) * mask - 1
    new = kv_cache.filled(past) + ops.arange(0, ops.shape(inputs)[1], like=mask, dtype="int64")
    return ops.take(position, new, 1)


class OPTModel(OPTPreTrainedModel):
    """OPT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t e].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        past_key_values: a KeyValueCache from an earlier call.
        position_ids: [b t], by default counted over the tokens of attention_mask.

    Returns:
        BaseModelOutputWithPast: last_hidden_state [b t e], the cache, and on request
        hidden_states and attentions.
    """

    def __init__(self, config: OPTConfig):
        super().__init__(config)
        self.decoder = OPTDecoder(config)

    def get_input_embeddings(self):
        return self.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.decoder.embed_tokens = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        position_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        given = inputs_embeds if input_ids is None else input_ids
        rank = 0 if attention_mask is None else len(ops.shape(attention_mask))
        if position_ids is None and rank == 2 and given is not None:
            position_ids = counted_positions(attention_mask, past_key_values, given)
        return self.decoder(
            input_ids,
            attention_mask,
            position_ids,
            past_key_values,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )


class OPTForCausalLM(CausalLM, OPTPreTrainedModel):
    base_class = OPTModel
    tied_weights = {"lm_head.weight": "model.decoder.embed_tokens.weight"}

    def features(self, config: OPTConfig):
        return config.word_embed_proj_dim


class OPTForSequenceClassification(SequenceClassification, OPTPreTrainedModel):
    base_class = OPTModel

    def features(self, config: OPTConfig):
        return config.word_embed_proj_dim


class OPTForQuestionAnswering(QuestionAnswering, OPTPreTrainedModel):
    base_class = OPTModel

    def features(self, config: OPTConfig):
        return config.word_embed_proj_dim


HEADS = {
    "base": OPTModel,
    "causal-lm": OPTForCausalLM,
    "sequence-classification": OPTForSequenceClassification,
    "question-answering": OPTForQuestionAnswering,
}
