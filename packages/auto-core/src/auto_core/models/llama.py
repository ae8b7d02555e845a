"""LLaMA: Touvron et al., 2023, arXiv:2302.13971 and arXiv:2307.09288.

A transformer decoder with rotary positions, root-mean-square norms before each part, a gated
feed-forward part, and heads that share keys and values in groups (Ainslie et al., 2023,
arXiv:2305.13245). Mistral and Qwen2 are this network too: what they do differently, their
configs say (`window`, `qkv_bias`, `output_bias`, `feed_forward_bias`).

b batch, t tokens, k keys, h heads, g groups of heads, s size of a head, d hidden,
f feed-forward, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs.llama import LlamaConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPast,
    CausalLMOutputWithPast,
    QuestionAnsweringModelOutput,
    SequenceClassifierOutputWithPast,
    TokenClassifierOutput,
)

from .. import nn, ops
from . import _cache, _logits, _masks, _window
from ._activations import activation
from ._last_token import last_token
from ._losses import next_token_loss, sequence_loss, span_loss, token_loss
from ._rotary import RotaryEmbedding, rotate


class LlamaAttention(nn.Module):
    def __init__(self, config: RotaryDecoderConfig):
        super().__init__()
        d, s = config.hidden_size, config.head_size
        self.heads, self.groups, self.head_size = config.num_attention_heads, config.groups, s
        self.q_proj = nn.Linear(d, self.heads * s, bias=config.qkv_bias)
        self.k_proj = nn.Linear(d, self.groups * s, bias=config.qkv_bias)
        self.v_proj = nn.Linear(d, self.groups * s, bias=config.qkv_bias)
        self.o_proj = nn.Linear(self.heads * s, d, bias=config.output_bias)
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)

    def split_heads(self, x, heads: int):  # [b t heads*s] -> [b t heads s]
        batch, tokens, _ = ops.shape(x)
        return ops.reshape(x, (batch, tokens, heads, self.head_size))

    def forward(self, hidden, rotation, visible, past, *, layer, window, causal, output_attentions):
        """[b t d] -> [b t d], weights, (keys, values)."""
        query = rotate(self.split_heads(self.q_proj(hidden), self.heads), *rotation)
        key = rotate(self.split_heads(self.k_proj(hidden), self.groups), *rotation)
        value = self.split_heads(self.v_proj(hidden), self.groups)
        (key, value), present = _window.extend(past, layer, key, value, window=window)
        output, weights = ops.attention(
            query,
            key,
            value,
            scale=self.head_size**-0.5,
            mask=visible,
            causal=causal,
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        batch, tokens, _ = ops.shape(hidden)
        output = ops.reshape(output, (batch, tokens, self.heads * self.head_size))
        return self.o_proj(output), weights, present


class LlamaMLP(nn.Module):
    def __init__(self, config: RotaryDecoderConfig):
        super().__init__()
        d, f, bias = config.hidden_size, config.intermediate_size, config.feed_forward_bias
        self.gate_proj = nn.Linear(d, f, bias=bias)
        self.up_proj = nn.Linear(d, f, bias=bias)
        self.down_proj = nn.Linear(f, d, bias=bias)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class LlamaDecoderLayer(nn.Block):
    def __init__(self, config: RotaryDecoderConfig):
        super().__init__()
        self.self_attn = LlamaAttention(config)
        self.mlp = LlamaMLP(config)
        self.input_layernorm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.post_attention_layernorm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def forward(self, hidden, rotation, visible, past, *, layer, window, causal, output_attentions):
        """[b t d] -> [b t d], weights, (keys, values)."""
        output, weights, present = self.self_attn(
            self.input_layernorm(hidden),
            rotation,
            visible,
            past,
            layer=layer,
            window=window,
            causal=causal,
            output_attentions=output_attentions,
        )
        hidden = hidden + output
        hidden = hidden + self.mlp(self.post_attention_layernorm(hidden))
        return hidden, weights, present


class LlamaPreTrainedModel(nn.PreTrainedModel):
    """What all LLaMA models share."""

    config_class = LlamaConfig
    base_model_prefix = "model"
    renames = ((r"^transformer\.", "model."),)  # what LlamaForQuestionAnswering calls it
    head_parts = (r"^(lm_head|score|qa_outputs)\.",)


class LlamaModel(LlamaPreTrainedModel):
    """LLaMA without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache, padding included.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        BaseModelOutputWithPast: last_hidden_state [b t d], the cache, and on request
        hidden_states (the last one normalised) and attentions.
    """

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            LlamaDecoderLayer(config) for _ in range(config.num_hidden_layers)
        )
        self.norm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryEmbedding(config)

    def get_input_embeddings(self):
        return self.embed_tokens

    def set_input_embeddings(self, value):
        self.embed_tokens = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        past, use_cache = past_key_values, self.config.use_cache if use_cache is None else use_cache
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        tokens = ops.shape(hidden)[1]
        single = past is not None or use_cache or attention_mask is not None
        packed = None if single else position_ids
        if position_ids is None:
            position_ids = _cache.positions(past, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        windows = [self.config.window(layer) for layer in range(len(self.layers))]
        views = {
            window: _masks.looking_back(
                attention_mask,
                past,
                hidden,
                window=window,
                layer=windows.index(window),
                positions=packed,
            )
            for window in dict.fromkeys(windows)
        }

        states, attentions, presents = (), (), ()
        for index, layer in enumerate(self.layers):
            states += (hidden,)
            visible, causal = views[windows[index]]
            hidden, weights, present = layer(
                hidden,
                rotation,
                visible,
                past,
                layer=index,
                window=windows[index],
                causal=causal,
                output_attentions=output_attentions,
            )
            attentions += (weights,)
            presents += (present,)
        hidden = self.norm(hidden)
        return BaseModelOutputWithPast(
            last_hidden_state=hidden,
            past_key_values=_cache.advanced(past, tokens, presents, ()) if use_cache else None,
            hidden_states=(*states, hidden) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


TIED_HEAD = {"lm_head.weight": "model.embed_tokens.weight"}


class LlamaForCausalLM(LlamaPreTrainedModel):
    """The next token. labels [b t] are the input_ids themselves, -100 where they do not count."""

    tied_weights = TIED_HEAD
    base_class = LlamaModel

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__(config)
        self.model = self.base_class(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def get_output_embeddings(self):
        return self.lm_head

    def set_output_embeddings(self, value):
        self.lm_head = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        logits_to_keep=0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """`logits_to_keep`: how many of the last tokens get logits (0: all), or their places."""
        output = self.model(
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
        logits = self.lm_head(_logits.wanted(output.last_hidden_state, logits_to_keep))
        return CausalLMOutputWithPast(
            loss=None if labels is None else next_token_loss(logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class LlamaForSequenceClassification(LlamaPreTrainedModel):
    """A class, several or a number per text, from its last token: labels [b] or [b c]."""

    base_class = LlamaModel

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__(config)
        self.model = self.base_class(config)
        self.score = nn.Linear(config.hidden_size, config.num_labels, bias=False)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
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
        logits = last_token(self.config, self.score(output.last_hidden_state), input_ids)
        return SequenceClassifierOutputWithPast(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class LlamaForTokenClassification(LlamaPreTrainedModel):
    """A class per token: labels [b t], -100 for tokens that do not count."""

    base_class = LlamaModel

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__(config)
        self.model = self.base_class(config)
        p = config.classifier_dropout
        self.dropout = nn.Dropout(0.1 if p is None else p)
        self.score = nn.Linear(config.hidden_size, config.num_labels)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
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
        logits = self.score(self.dropout(output.last_hidden_state))  # [b t c]
        return TokenClassifierOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class LlamaForQuestionAnswering(LlamaPreTrainedModel):
    """Where an answer starts and ends: start_positions and end_positions [b]."""

    base_model_prefix = "transformer"  # so do its checkpoints call the base, unlike the others'
    renames = ((r"^model\.", "transformer."),)
    base_class = LlamaModel

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__(config)
        setattr(self, self.base_model_prefix, self.base_class(config))
        self.qa_outputs = nn.Linear(config.hidden_size, 2)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        start_positions=None,
        end_positions=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.base_model(
            input_ids,
            attention_mask,
            position_ids,
            past_key_values,
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
    "base": LlamaModel,
    "causal-lm": LlamaForCausalLM,
    "sequence-classification": LlamaForSequenceClassification,
    "token-classification": LlamaForTokenClassification,
    "question-answering": LlamaForQuestionAnswering,
}
