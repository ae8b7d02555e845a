"""GPT-2: Radford et al., 2019, "Language Models are Unsupervised Multitask Learners".

A transformer decoder with learnt absolute positions whose blocks normalise before each part,
and once more after the last. With `add_cross_attention` it also attends to another encoder.

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden, f feed-forward,
v vocabulary, c classes, n choices.
"""

from __future__ import annotations

from auto_core.configs.gpt2 import GPT2Config
from auto_core.errors import InputError
from auto_core.initializers import Init, Normal
from auto_core.outputs import (
    BaseModelOutputWithPastAndCrossAttentions,
    CausalLMOutputWithCrossAttentions,
    GPT2DoubleHeadsModelOutput,
    QuestionAnsweringModelOutput,
    SequenceClassifierOutputWithPast,
    TokenClassifierOutput,
)

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.last_token import last_token
from ..blocks.logits import wanted
from ..blocks.losses import next_token_loss, sequence_loss, span_loss, token_loss
from ..blocks.multiple_choice import fold_choices


class Conv1D(nn.Module):
    """x @ weight + bias. Checkpoint: weight [in out], the transpose of a Linear's."""

    def __init__(self, in_features: int, out_features: int, *, init: Init = "normal"):
        super().__init__()
        self.weight = nn.Parameter((in_features, out_features), init=init)
        self.bias = nn.Parameter((out_features,), init="zeros")

    def forward(self, x):  # [... in] -> [... out]
        return ops.matmul(x, ops.asarray(self.weight)) + ops.asarray(self.bias)


def _end_of_part(config: GPT2Config) -> Init:
    """Smaller first weights where a part joins the residual sum, of which a layer has two."""
    return Normal(config.initializer_range / (2 * config.num_hidden_layers) ** 0.5)


class GPT2Attention(nn.Module):
    """Attention to the tokens so far, or (`cross`) to all of another sequence."""

    def __init__(self, config: GPT2Config, *, layer: int, cross: bool = False):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        self.scale = self.head_size**-0.5 if config.scale_attn_weights else 1.0
        if config.scale_attn_by_inverse_layer_idx:
            self.scale = self.scale / (layer + 1)
        self.c_attn = Conv1D(d, 2 * d if cross else 3 * d)
        if cross:
            self.q_attn = Conv1D(d, d)
        self.c_proj = Conv1D(d, d, init=_end_of_part(config))
        self.attn_dropout = nn.Dropout(config.attn_pdrop)
        self.resid_dropout = nn.Dropout(config.resid_pdrop)

    def split_heads(self, x, parts: int):  # [b t parts*d] -> parts of [b t h s]
        batch, tokens, width = ops.shape(x)
        size = width // parts
        shape = (batch, tokens, self.heads, self.head_size)
        return [ops.reshape(part, shape) for part in ops.split(x, [size] * parts, 2)]

    def project(self, hidden):  # [b t d] -> query, key, value
        return self.split_heads(self.c_attn(hidden), 3)

    def project_query(self, hidden):  # cross-attention only
        return self.split_heads(self.q_attn(hidden), 1)[0]

    def project_context(self, context):  # [b k d] -> key, value; cross-attention only
        return self.split_heads(self.c_attn(context), 2)

    def forward(self, query, key, value, visible, *, causal, output_attentions):
        output, weights = ops.attention(
            query,
            key,
            value,
            scale=self.scale,
            mask=visible,
            causal=causal,
            dropout=self.attn_dropout,
            return_weights=output_attentions,
        )
        batch, tokens, _, _ = ops.shape(query)
        output = ops.reshape(output, (batch, tokens, self.heads * self.head_size))
        return self.resid_dropout(self.c_proj(output)), weights


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
    def __init__(self, config: GPT2Config, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_epsilon
        self.ln_1 = nn.LayerNorm(d, eps=eps)
        self.attn = GPT2Attention(config, layer=layer)
        self.ln_2 = nn.LayerNorm(d, eps=eps)
        if config.add_cross_attention:
            self.crossattention = GPT2Attention(config, layer=layer, cross=True)
            self.ln_cross_attn = nn.LayerNorm(d, eps=eps)
        self.mlp = GPT2MLP(config)

    def forward(
        self, hidden, visible, context, context_visible, past, *, layer, causal, output_attentions
    ):
        """[b t d] -> [b t d], weights, cross weights, (keys, values), cross (keys, values)."""
        query, key, value = self.attn.project(self.ln_1(hidden))
        key, value = kv_cache.extend(past, layer, key, value)
        output, weights = self.attn(
            query, key, value, visible, causal=causal, output_attentions=output_attentions
        )
        hidden = output + hidden
        cross, cross_weights = None, None
        if context is not None:
            cross = kv_cache.cross(past, layer, self.crossattention.project_context, context)
            query = self.crossattention.project_query(self.ln_cross_attn(hidden))
            output, cross_weights = self.crossattention(
                query, *cross, context_visible, causal=False, output_attentions=output_attentions
            )
            hidden = hidden + output
        hidden = hidden + self.mlp(self.ln_2(hidden))
        return hidden, weights, cross_weights, (key, value), cross


class GPT2PreTrainedModel(nn.PreTrainedModel):
    """What all GPT-2 models share."""

    config_class = GPT2Config
    base_model_prefix = "transformer"
    # Triangles of ones and a number, which older files hold for the causal mask.
    ignored_keys = (r"attn\.(masked_)?bias$", r"crossattention\.(masked_)?bias$")
    optional_parts = (r"\.(crossattention|ln_cross_attn)\.",)


class GPT2Model(GPT2PreTrainedModel):
    """GPT-2 without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        past_key_values: a KeyValueCache from an earlier call.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        token_type_ids: [b t]; their vectors are rows of the word embeddings.
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
        self.h = nn.ModuleList(GPT2Block(config, layer) for layer in range(config.n_layer))
        self.ln_f = nn.LayerNorm(d, eps=config.layer_norm_epsilon)

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
        visible, causal = attention_masks.causal_mask(
            attention_mask, past, hidden, positions=packed
        )
        hidden = hidden + self.wpe(position_ids)
        if token_type_ids is not None:
            hidden = hidden + self.wte(token_type_ids)
        hidden = self.drop(hidden)
        context_visible = attention_masks.visible_keys(encoder_attention_mask)

        states, attentions, cross_attentions = (), (), ()
        presents, cross_presents = (), ()
        for index, block in enumerate(self.h):
            states += (hidden,)
            hidden, weights, cross_weights, present, cross = block(
                hidden,
                visible,
                encoder_hidden_states,
                context_visible,
                past,
                layer=index,
                causal=causal,
                output_attentions=output_attentions,
            )
            attentions += (weights,)
            presents += (present,)
            if cross is not None:
                cross_attentions += (cross_weights,)
                cross_presents += (cross,)
        hidden = self.ln_f(hidden)
        if given is not None:
            hidden = ops.reshape(hidden, (*given, self.config.hidden_size))
        with_cross = output_attentions and encoder_hidden_states is not None
        return BaseModelOutputWithPastAndCrossAttentions(
            last_hidden_state=hidden,
            past_key_values=(
                kv_cache.advanced(past, tokens, presents, cross_presents) if use_cache else None
            ),
            hidden_states=(*states, hidden) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
            cross_attentions=cross_attentions if with_cross else None,
        )


TIED_HEAD = {"lm_head.weight": "transformer.wte.weight"}


class GPT2LMHeadModel(GPT2PreTrainedModel):
    """The next token. labels [b t] are the input_ids themselves, -100 where they do not count."""

    tied_weights = TIED_HEAD

    def __init__(self, config: GPT2Config):
        super().__init__(config)
        self.transformer = GPT2Model(config)
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size, bias=False)

    def get_output_embeddings(self):
        return self.lm_head

    def set_output_embeddings(self, value):
        self.lm_head = value

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
        labels=None,
        *,
        use_cache: bool | None = None,
        logits_to_keep=0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """`logits_to_keep`: how many of the last tokens get logits (0: all), or their places."""
        output = self.transformer(
            input_ids,
            past_key_values,
            attention_mask,
            token_type_ids,
            position_ids,
            inputs_embeds,
            encoder_hidden_states,
            encoder_attention_mask,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.lm_head(wanted(output.last_hidden_state, logits_to_keep))
        return CausalLMOutputWithCrossAttentions(
            loss=None if labels is None else next_token_loss(logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            cross_attentions=output.cross_attentions,
        )


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


class GPT2DoubleHeadsModel(GPT2PreTrainedModel):
    """The next token, and the best of n texts: every input has an axis of choices, [b n t].

    mc_token_ids [b n] is where each text's classifying token stands (the last place by default);
    labels [b n t] and mc_labels [b] are for the two losses.
    """

    tied_weights = TIED_HEAD

    def __init__(self, config: GPT2Config):
        super().__init__(config)
        self.transformer = GPT2Model(config)
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size, bias=False)
        self.multiple_choice_head = GPT2SequenceSummary(config)

    def get_output_embeddings(self):
        return self.lm_head

    def set_output_embeddings(self, value):
        self.lm_head = value

    def forward(
        self,
        input_ids=None,
        past_key_values=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        mc_token_ids=None,
        labels=None,
        mc_labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.transformer(
            input_ids,
            past_key_values,
            attention_mask,
            token_type_ids,
            position_ids,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        hidden = output.last_hidden_state
        logits = self.lm_head(hidden)
        scores = self.multiple_choice_head(hidden, mc_token_ids)
        if ops.shape(scores)[-1] == 1:
            scores = ops.squeeze(scores, -1)
        return GPT2DoubleHeadsModelOutput(
            loss=None if labels is None else token_loss(logits[..., :-1, :], labels[..., 1:]),
            mc_loss=None if mc_labels is None else token_loss(scores, mc_labels),
            logits=logits,
            mc_logits=scores,
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class GPT2ForSequenceClassification(GPT2PreTrainedModel):
    """A class, several or a number per text, from its last token: labels [b] or [b c]."""

    def __init__(self, config: GPT2Config):
        super().__init__(config)
        self.transformer = GPT2Model(config)
        self.score = nn.Linear(config.n_embd, config.num_labels, bias=False)

    def forward(
        self,
        input_ids=None,
        past_key_values=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.transformer(
            input_ids,
            past_key_values,
            attention_mask,
            token_type_ids,
            position_ids,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = last_token(self.config, self.score(output.last_hidden_state), input_ids)
        return SequenceClassifierOutputWithPast(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class GPT2ForTokenClassification(GPT2PreTrainedModel):
    """A class per token: labels [b t], -100 for tokens that do not count."""

    def __init__(self, config: GPT2Config):
        super().__init__(config)
        self.transformer = GPT2Model(config)
        p = config.classifier_dropout
        self.dropout = nn.Dropout(0.1 if p is None else p)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(
        self,
        input_ids=None,
        past_key_values=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.transformer(
            input_ids,
            past_key_values,
            attention_mask,
            token_type_ids,
            position_ids,
            inputs_embeds,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.classifier(self.dropout(output.last_hidden_state))  # [b t c]
        return TokenClassifierOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class GPT2ForQuestionAnswering(GPT2PreTrainedModel):
    """Where an answer starts and ends: start_positions and end_positions [b]."""

    def __init__(self, config: GPT2Config):
        super().__init__(config)
        self.transformer = GPT2Model(config)
        self.qa_outputs = nn.Linear(config.hidden_size, 2)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        start_positions=None,
        end_positions=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.transformer(
            input_ids,
            None,
            attention_mask,
            token_type_ids,
            position_ids,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.qa_outputs(output.last_hidden_state)  # [b t 2]
        start, end = logits[..., 0], logits[..., 1]
        loss = None
        if start_positions is not None and end_positions is not None:
            loss = span_loss(start, end, start_positions, end_positions)
        return QuestionAnsweringModelOutput(
            loss=loss,
            start_logits=start,
            end_logits=end,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


HEADS = {
    "base": GPT2Model,
    "pretraining": GPT2LMHeadModel,
    "causal-lm": GPT2LMHeadModel,
    "sequence-classification": GPT2ForSequenceClassification,
    "token-classification": GPT2ForTokenClassification,
    "question-answering": GPT2ForQuestionAnswering,
}
