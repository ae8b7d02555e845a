"""T5Gemma: Zhang et al., 2025, arXiv:2504.06225.

An encoder and a decoder of Gemma 2's layers, which may differ in size. The encoder attends in both
directions; layers of the decoder attend to it between their two parts, unrotated and without a
window. Each side has its own embeddings.

b batch, t tokens, k tokens of the encoder, h heads, g heads of keys and values, s size of a head,
d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.t5gemma import T5GemmaConfig, T5GemmaModuleConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import BaseModelOutput, SequenceClassifierOutput, TokenClassifierOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import Attention, CrossAttention, recorded, split_heads
from ..blocks.heads import Head
from ..blocks.logits import capped
from ..blocks.losses import sequence_loss, token_loss
from ..blocks.ranking import Ranking
from ..blocks.rotary import RotaryEmbedding
from ..blocks.seq2seq import encoded, joined, shift_right, with_return_dict
from ..blocks.seq2seq_heads import Seq2SeqLM, decoder_inputs
from . import gemma2
from .gemma import GemmaRMSNorm


class T5GemmaCrossAttention(gemma2.Gemma2Attention):
    def add_projections(self, config: T5GemmaModuleConfig) -> None:
        super().add_projections(config)
        size, kv_size = config.cross_attention_hidden_size, config.kv_heads * config.head_size
        self.k_proj = nn.Linear(size, kv_size, bias=config.qkv_bias)
        self.v_proj = nn.Linear(size, kv_size, bias=config.qkv_bias)

    def keys(self, source):  # [b k d] -> two of [b k g s]
        key, value = self.k_proj(source), self.v_proj(source)
        return split_heads(key, self.head_size), split_heads(value, self.head_size)

    def forward(self, hidden, source, attend):  # [b t d], [b k d] -> [b t d]
        query = split_heads(self.q_proj(hidden), self.head_size)
        key, value = attend.project(self.keys, source)
        options = dict(scale=self.scale, softcap=self.softcap, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class T5GemmaMLP(gemma2.Gemma2MLP):
    def __init__(self, config: T5GemmaModuleConfig):
        super().__init__(config)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden):  # [b t d] -> [b t d]
        gated = self.activation(self.gate_proj(hidden)) * self.up_proj(hidden)
        return self.down_proj(self.dropout(gated))


class T5GemmaEncoderLayer(nn.Block):
    """Attention, then the feed-forward part, each between two norms and added to its input."""

    attention_class: Any = gemma2.Gemma2Attention

    def __init__(self, config: T5GemmaModuleConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = self.attention_class(config)
        self.pre_self_attn_layernorm = GemmaRMSNorm(d, eps=eps)
        self.post_self_attn_layernorm = GemmaRMSNorm(d, eps=eps)
        self.mlp = T5GemmaMLP(config)
        self.pre_feedforward_layernorm = GemmaRMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = GemmaRMSNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.dropout_rate)

    def attended(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.pre_self_attn_layernorm(hidden), rotation, attend)
        return hidden + self.dropout(self.post_self_attn_layernorm(output))

    def fed_forward(self, hidden):  # [b t d] -> [b t d]
        output = self.mlp(self.pre_feedforward_layernorm(hidden))
        return hidden + self.dropout(self.post_feedforward_layernorm(output))

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        return self.fed_forward(self.attended(hidden, rotation, attend))


class T5GemmaDecoderLayer(T5GemmaEncoderLayer):
    """An encoder's layer with attention to the encoder between its parts."""

    def __init__(self, config: T5GemmaModuleConfig):
        super().__init__(config)
        d, eps = config.hidden_size, config.rms_norm_eps
        self.cross_attn = T5GemmaCrossAttention(config)
        self.pre_cross_attn_layernorm = GemmaRMSNorm(d, eps=eps)
        self.post_cross_attn_layernorm = GemmaRMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend, source, cross_attend):
        """[b t d], [b k d] -> [b t d]"""
        hidden = self.attended(hidden, rotation, attend)
        output = self.cross_attn(self.pre_cross_attn_layernorm(hidden), source, cross_attend)
        hidden = hidden + self.dropout(self.post_cross_attn_layernorm(output))
        return self.fed_forward(hidden)


class T5GemmaStack(nn.Module):
    """Embeddings scaled by the root of their size, layers of this class, a norm."""

    layer_class: Any
    side = ""

    def __init__(self, config: T5GemmaModuleConfig):
        super().__init__()
        d, count = config.hidden_size, config.num_hidden_layers
        self.padding, self.root = config.pad_token_id, d**0.5
        self.windows = [config.window(layer) for layer in range(count)]
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=self.padding)
        self.norm = GemmaRMSNorm(d, eps=config.rms_norm_eps)
        self.layers = nn.ModuleList(self.layer_class(config) for _ in range(count))
        self.dropout = nn.Dropout(config.dropout_rate)
        self.rotary_emb = RotaryEmbedding(config)

    def embed(self, input_ids, inputs_embeds):  # [b t] or [b t d] -> [b t d]
        if (input_ids is None) == (inputs_embeds is None):
            side = self.side
            raise InputError(f"Pass exactly one of {side}input_ids and {side}inputs_embeds.")
        tokens = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        return self.dropout(tokens * ops.asarray(self.root, like=tokens, dtype=ops.dtype(tokens)))

    def tokens_of(self, input_ids):
        """The mask of what is no padding token, where ids are given."""
        if input_ids is None or self.padding is None:
            return None
        return input_ids != self.padding

    def finish(self, recorder, hidden, past=None):
        hidden = self.dropout(self.norm(hidden))
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class T5GemmaEncoder(T5GemmaStack):
    """Attends in both directions; without attention_mask, not to padding tokens."""

    layer_class = T5GemmaEncoderLayer

    @with_return_dict
    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        hidden = self.embed(input_ids, inputs_embeds)
        if attention_mask is None:
            attention_mask = self.tokens_of(input_ids)
        if position_ids is None:
            position_ids = kv_cache.positions(None, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        masks = {  # a window of n reaches n tokens in either direction, here
            n: attention_masks.two_way_mask(attention_mask, hidden, window=n and n + 1)[0]
            for n in dict.fromkeys(self.windows)
        }
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        for window, layer in zip(self.windows, self.layers, strict=True):
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, Attention(recorder, masks[window]))
        return self.finish(recorder, hidden)


class T5GemmaDecoder(T5GemmaStack):
    """Causal, with a cache; attends to encoder_hidden_states. Without decoder_attention_mask and
    without a cache, not to padding tokens."""

    layer_class, side = T5GemmaDecoderLayer, "decoder_"

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        *,
        use_cache: bool = True,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if encoder_hidden_states is None:
            raise InputError("The decoder needs encoder_hidden_states.")
        past = past_key_values
        hidden = self.embed(input_ids, inputs_embeds)
        if attention_mask is None and past is None and not use_cache:
            attention_mask = self.tokens_of(input_ids)
        if position_ids is None:
            position_ids = kv_cache.positions(past, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        masks = {
            n: attention_masks.causal_mask(
                attention_mask, past, hidden, window=n, layer=self.windows.index(n)
            )
            for n in dict.fromkeys(self.windows)
        }
        source_mask = attention_masks.boolean_mask(encoder_attention_mask)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        for index, (window, layer) in enumerate(zip(self.windows, self.layers, strict=True)):
            recorder.add_hidden_state(hidden)
            mask, causal = masks[window]
            cached = dict(past=past, layer=index)
            attend = Attention(recorder, mask, causal=causal, window=window, **cached)
            cross_attend = CrossAttention(recorder, source_mask, **cached)
            hidden = layer(hidden, rotation, attend, encoder_hidden_states, cross_attend)
        return self.finish(recorder, hidden, past)


class T5GemmaPreTrainedModel(nn.PreTrainedModel):
    """What all T5Gemma models share."""

    config_class = T5GemmaConfig
    base_model_prefix = "model"
    head_parts = (r"^(lm_head|score)\.",)

    @property
    def initializers(self):
        """Heads begin smaller than other matrices, by the root of how many outputs they have."""
        c = self.config

        def normal(outputs: int) -> Normal:
            return Normal(c.initializer_range * outputs**-0.5)

        return (
            (r"lm_head\.out_proj\.weight$", normal(c.decoder.vocab_size)),
            (r"score\.out_proj\.weight$", normal(c.num_labels)),
        )


class T5GemmaModel(T5GemmaPreTrainedModel):
    """T5Gemma without a head.

    Args of `forward`:
        input_ids: [b k], or inputs_embeds [b k d]: what the encoder reads.
        attention_mask: [b k], 1 for tokens and 0 for padding; position_ids [b k].
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too, decoder_position_ids [b t] are not.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k d], and on request hidden states and attentions.
    """

    def __init__(self, config: T5GemmaConfig):
        super().__init__(config)
        if not config.is_encoder_decoder:
            config._refuse("is_encoder_decoder", "True; T5GemmaEncoderModel has no decoder")
        self.encoder = T5GemmaEncoder(config.encoder)
        self.decoder = T5GemmaDecoder(config.decoder)

    def get_input_embeddings(self):
        return self.encoder.embed_tokens

    def set_input_embeddings(self, value):
        self.encoder.embed_tokens = value

    def get_encoder(self):
        """The encoder: (input_ids, attention_mask) -> what `encoder_outputs` takes."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        decoder_position_ids=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if encoder_outputs is None:
            inputs = (input_ids, attention_mask, position_ids, inputs_embeds)
            encoder = self.encoder(*inputs, **requests)
        else:
            encoder = encoded(encoder_outputs)
        decoder = self.decoder(
            decoder_input_ids,
            decoder_attention_mask,
            decoder_position_ids,
            past_key_values,
            decoder_inputs_embeds,
            encoder.last_hidden_state,
            attention_mask,
            use_cache=self.config.decoder.use_cache if use_cache is None else use_cache,
            **requests,
        )
        return joined(encoder, decoder)


class T5GemmaEncoderModel(T5GemmaPreTrainedModel):
    """The encoder alone; of a whole checkpoint it takes its part."""

    ignored_keys = (r"^(model\.)?decoder\.", r"^lm_head\.")

    def __init__(self, config: T5GemmaConfig):
        super().__init__(config)
        self.encoder = T5GemmaEncoder(config.encoder)

    def get_input_embeddings(self):
        return self.encoder.embed_tokens

    def set_input_embeddings(self, value):
        self.encoder.embed_tokens = value

    def get_encoder(self):
        return self.encoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.encoder(
            input_ids,
            attention_mask,
            position_ids,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return BaseModelOutput.of(output)


class T5GemmaLMHead(nn.Module):
    def __init__(self, config: T5GemmaModuleConfig):
        super().__init__()
        self.out_proj = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.out_proj(hidden)


class LanguageModelHead(Seq2SeqLM):
    """Bounded logits of the decoder's tokens; mixed in before a family's base."""

    output_embeddings = "lm_head.out_proj"
    cache_with_labels = True

    def add_head(self, config: Any) -> None:
        self.lm_head = T5GemmaLMHead(config.decoder)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return capped(self.lm_head(hidden), self.config.decoder.final_logit_softcapping)

    def prepare_decoder_input_ids_from_labels(self, labels):
        return shift_right(self.config.decoder, labels, start="bos_token_id")


class T5GemmaForConditionalGeneration(LanguageModelHead, T5GemmaPreTrainedModel):
    base_class = T5GemmaModel
    tied_weights = {"lm_head.out_proj.weight": "model.decoder.embed_tokens.weight"}


class T5GemmaClassificationHead(nn.Module):
    def __init__(self, config: T5GemmaConfig):
        super().__init__()
        part = config.decoder if config.is_encoder_decoder else config.encoder
        self.dropout = nn.Dropout(config.classifier_dropout_rate)
        self.out_proj = nn.Linear(part.hidden_size, config.num_labels)

    def forward(self, hidden):  # [... d] -> [... c]
        return self.out_proj(self.dropout(hidden))


class T5GemmaClassifier(Head):
    """Scores of the decoder's tokens, which reads input_ids shifted by one unless it is given
    decoder_input_ids; or of the encoder's, without `config.is_encoder_decoder`."""

    base_class = T5GemmaModel
    excluded_inputs = ("past_key_values", "use_cache")

    def add_base(self, config: T5GemmaConfig) -> None:
        base: Any = T5GemmaModel if config.is_encoder_decoder else T5GemmaEncoderModel
        self.model = base(config)

    def add_head(self, config: T5GemmaConfig) -> None:
        self.score = T5GemmaClassificationHead(config)

    def scores(self, inputs: dict[str, Any]):
        """The output of the base model, and scores [b t c]."""
        if not self.config.is_encoder_decoder:
            output = self.encode(**inputs)
            return output, self.score(output.last_hidden_state)
        if not decoder_inputs(inputs):
            if inputs.get("input_ids") is None:
                raise InputError("Pass decoder_input_ids, or input_ids to make them from.")
            ids = shift_right(self.config.decoder, inputs["input_ids"], start="bos_token_id")
            inputs["decoder_input_ids"] = ids
        output = self.encode(use_cache=False, **inputs)
        hidden = output.last_hidden_state
        decoder = BaseModelOutput(
            hidden, hidden_states=output.decoder_hidden_states, attentions=output.decoder_attentions
        )
        return decoder, self.score(hidden)


class SequenceScores(Ranking):
    """A class, several or a number per text: labels [b] or [b c]; before a `T5GemmaClassifier`."""

    config: Any
    scores: Any

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output, scores = self.scores(inputs)
        logits = self.at_last_token(scores, *self.ids_read(inputs))
        loss = (
            None
            if labels is None
            else sequence_loss(self.config, logits, labels, num_items_in_batch)
        )
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)

    def ids_read(self, inputs: Mapping[str, Any]):
        """The ids [b t] that say where texts end, and how many steps later their scores are."""
        return inputs.get("input_ids"), int(self.config.is_encoder_decoder)

    def at_last_token(self, scores, ids, later: int):  # [b t c] -> [b c]
        pad, batch = self.config.pad_token_id, ops.shape(scores)[0]
        if pad is None and isinstance(batch, int) and batch != 1:
            raise InputError(
                f"{type(self.config).__name__}.pad_token_id is None, so where each of the {batch} "
                "texts ends is unknown; set model.config.pad_token_id, or pass one text at a time."
            )
        if pad is None or ids is None:
            return scores[:, -1]
        positions = ops.arange(0, ops.shape(ids)[1], like=ids, dtype="int64")
        last = ops.amax(ops.where(ids != pad, ops.unsqueeze(positions, 0), 0), 1)  # [b]
        if later:  # the decoder reads each token one step later
            last = ops.clamp(last + later, max=ops.shape(scores)[1] - 1)
        return ops.gather(scores, 1, ops.unsqueeze(ops.unsqueeze(last, 1), 1))[:, 0]


class T5GemmaForSequenceClassification(SequenceScores, T5GemmaClassifier, T5GemmaPreTrainedModel):
    """A class, several or a number per text: labels [b] or [b c]."""


class TokenScores:
    """A class per token: labels [b t], -100 where they do not count; before a
    `T5GemmaClassifier`."""

    scores: Any

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output, logits = self.scores(inputs)
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return TokenClassifierOutput.of(output, loss=loss, logits=logits)


class T5GemmaForTokenClassification(TokenScores, T5GemmaClassifier, T5GemmaPreTrainedModel):
    """A class per token: labels [b t], -100 for tokens that do not count."""


HEADS = {
    "base": T5GemmaModel,
    "pretraining": T5GemmaForConditionalGeneration,
    "seq2seq-lm": T5GemmaForConditionalGeneration,
    "sequence-classification": T5GemmaForSequenceClassification,
    "token-classification": T5GemmaForTokenClassification,
    "text-encoding": T5GemmaEncoderModel,
}
