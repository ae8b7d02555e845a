"""T5Gemma 2: Zhang et al., 2025, arXiv:2512.14856.

An encoder and a decoder of Gemma 3's layers with one table of tokens. The encoder reads images
among its tokens and attends in both directions; each of the decoder's layers attends to its own
tokens and to the encoder's in one softmax, with the same projections.

b batch, t tokens, k tokens of the encoder, h heads, g heads of keys and values, s size of a head,
n images, d hidden, v vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.t5gemma2 import (
    T5Gemma2Config,
    T5Gemma2EncoderConfig,
    T5Gemma2TextConfig,
)
from auto_core.errors import InputError
from auto_core.initializers import NormalWithZeroRow, padding_row
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.image_tokens import ImageTokenChecks
from ..blocks.rotary import RotaryByLayer
from ..blocks.seq2seq import encoded, joined
from . import gemma3, llava, t5gemma
from .gemma import GemmaRMSNorm
from .gemma3_text import Gemma3Attention


class MergedAttention(CrossAttention):
    """Attention of a decoder's tokens to earlier ones and to the encoder's in one softmax.

    Args:
        attend: the decoder's own attention.
        source_mask: [b 1 1|t k], True where a query attends to a token of the encoder.
    """

    def __init__(self, attend: Attention, source_mask: Any):
        cached: Any = dict(past=attend.past, layer=attend.layer, window=attend.window)
        super().__init__(attend.recorder, attend.mask, causal=attend.causal, **cached)
        self.source_mask = source_mask

    def merged(self, query, own, source, **options: Any):
        """[b t h s], two pairs of keys and values [b _ g s] -> [b t h*s]"""
        tokens, keys, sources = (ops.shape(x)[1] for x in (query, own[0], source[0]))
        mask = self.mask
        if self.causal:
            causal = attention_masks.causal_keys(keys - tokens, tokens, keys, like=query)
            mask = causal if mask is None else mask & causal
        batch, heads = ops.shape(query)[0], max(ops.shape(mask)[1], ops.shape(self.source_mask)[1])
        halves = (
            ops.expand(mask, (batch, heads, tokens, keys)),
            ops.expand(self.source_mask, (batch, heads, tokens, sources)),
        )
        attend = _Split(self.recorder, ops.cat(halves, -1))
        attend.sizes = [keys, sources]
        key, value = (ops.cat(pair, 1) for pair in zip(own, source, strict=True))
        return attend(query, key, value, **options)


class _Split(Attention):
    """Attention whose weights are recorded in two parts."""

    sizes: Any = ()

    def record(self, weights) -> None:
        own, source = ops.split(weights, self.sizes, -1)
        self.recorder.add("attentions", own)
        self.recorder.add("cross_attentions", source)


class T5Gemma2MergedAttention(Gemma3Attention):
    def of_source(self, source):  # [b k d] -> two of [b k g s]
        key, value = (split_heads(p(source), self.head_size) for p in (self.k_proj, self.v_proj))
        return self.k_norm(key), value

    def forward(self, hidden, rotation, source, attend):  # [b t d], [b k d] -> [b t d]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        own, other = attend.extend(key, value), attend.project(self.of_source, source)
        options = dict(scale=self.scale, dropout=self.dropout)
        return self.o_proj(attend.merged(query, own, other, **options))


class T5Gemma2EncoderLayer(t5gemma.T5GemmaEncoderLayer):
    attention_class = Gemma3Attention


class T5Gemma2DecoderLayer(t5gemma.T5GemmaEncoderLayer):
    attention_class = T5Gemma2MergedAttention

    def forward(self, hidden, rotation, source, attend):  # [b t d], [b k d] -> [b t d]
        output = self.self_attn(self.pre_self_attn_layernorm(hidden), rotation, source, attend)
        hidden = hidden + self.dropout(self.post_self_attn_layernorm(output))
        return self.fed_forward(hidden)


class T5Gemma2TextScaledWordEmbedding(nn.Module):
    """A table scaled by the root of its width; the end of an image has a vector of its own."""

    def __init__(self, config: T5Gemma2TextConfig, end: int | None):
        super().__init__()
        rows, d = config.vocab_size, config.hidden_size
        self.num_embeddings, self.embedding_dim, self.end = rows, d, end
        self.padding_idx = padding = padding_row(config.pad_token_id, rows)
        init: Any = "normal" if padding is None else NormalWithZeroRow(padding)
        self.weight = nn.Parameter((rows, d), init=init)
        self.eoi_embedding = nn.Parameter((d,), init="zeros")

    def forward(self, input_ids):  # [b t] -> [b t d]
        known = input_ids
        if self.end is not None and self.end >= self.num_embeddings:
            known = ops.where(input_ids == self.end, 0, input_ids)
        rows = ops.take(ops.asarray(self.weight), known, 0)
        if self.padding_idx is not None:
            padding = ops.unsqueeze(input_ids == self.padding_idx, -1)
            rows = ops.where(padding, ops.detach(rows), rows)
        rows = rows * ops.asarray(self.embedding_dim**0.5, like=rows, dtype=ops.dtype(rows))
        if self.end is None:
            return rows
        return ops.where(
            ops.unsqueeze(input_ids == self.end, -1), ops.asarray(self.eoi_embedding), rows
        )


class T5Gemma2Stack(t5gemma.T5GemmaStack):
    """Embeddings, layers of this class, a norm."""

    def __init__(self, config: T5Gemma2TextConfig, end: int | None):
        nn.Module.__init__(self)
        self.config, self.types = config, config.layer_types or []
        self.embed_tokens = T5Gemma2TextScaledWordEmbedding(config, end)
        self.norm = GemmaRMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.layers = nn.ModuleList(
            self.layer_class(config) for _ in range(config.num_hidden_layers)
        )
        self.dropout = nn.Dropout(config.dropout_rate)
        self.rotary_emb = RotaryByLayer(config)

    def get_input_embeddings(self):
        return self.embed_tokens

    def set_input_embeddings(self, value):
        self.embed_tokens = value

    def embed(self, input_ids, inputs_embeds=None):  # [b t] or [b t d] -> [b t d]
        if (input_ids is None) == (inputs_embeds is None):
            side = self.side
            raise InputError(f"Pass exactly one of {side}input_ids and {side}inputs_embeds.")
        return self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds


class T5Gemma2TextEncoder(T5Gemma2Stack):
    """Attends in both directions; a window of n has half of its tokens on either side."""

    layer_class = T5Gemma2EncoderLayer

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
        if position_ids is None:
            position_ids = kv_cache.positions(None, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        size = self.config.sliding_window
        masks = {"full_attention": attention_masks.boolean_mask(attention_mask)}
        if "sliding_attention" in self.types:
            window: Any = dict(window=size // 2 + 1, before=(size + 1) // 2)
            mask, _ = attention_masks.two_way_mask(attention_mask, hidden, **window)
            masks["sliding_attention"] = mask
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        hidden = self.dropout(hidden)
        for kind, layer in zip(self.types, self.layers, strict=True):
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation[kind], Attention(recorder, masks[kind]))
        return self.finish(recorder, hidden)


class T5Gemma2Decoder(T5Gemma2Stack):
    """Causal, with a cache; attends to encoder_hidden_states [b k d]."""

    layer_class, side = T5Gemma2DecoderLayer, "decoder_"

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
        past, source = past_key_values, encoder_hidden_states
        hidden = self.embed(input_ids, inputs_embeds)
        single = past is not None or use_cache or attention_mask is not None
        packed = None if single else position_ids
        if position_ids is None:
            position_ids = kv_cache.positions(past, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        windows = [self.config.window(layer) for layer in range(len(self.types))]
        masks = {
            n: attention_masks.causal_mask(
                attention_mask, past, hidden, window=n, layer=windows.index(n), positions=packed
            )
            for n in dict.fromkeys(windows)
        }
        if encoder_attention_mask is None:
            encoder_attention_mask = ops.ones(ops.shape(source)[:2], like=source, dtype="int64")
        source_mask = attention_masks.boolean_mask(encoder_attention_mask)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        hidden = self.dropout(hidden)
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            mask, causal = masks[windows[index]]
            cached: Any = dict(past=past, layer=index, window=windows[index])
            attend = MergedAttention(
                Attention(recorder, mask, causal=causal, **cached), source_mask
            )
            hidden = layer(hidden, rotation[self.types[index]], source, attend)
        return self.finish(recorder, hidden, past)


class T5Gemma2Checks(ImageTokenChecks):
    """As many tokens of images as vectors of theirs."""

    config: Any

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not isinstance(shape[0], int):
            return {}
        config = getattr(self.config, "encoder", self.config)
        return {"pixel_values": (config.image_token_id, shape[0] * gemma3.image_tokens(config))}


class T5Gemma2Encoder(T5Gemma2Checks, llava.TowerAndDecoder, nn.PreTrainedModel):
    """The encoder of texts with images.

    Args of `forward`:
        input_ids: [b k], with a token for each vector of an image, or inputs_embeds [b k d].
        pixel_values: [n c H W], of all images.
        attention_mask: [b k], 1 for tokens and 0 for padding; position_ids [b k].
        token_type_ids: [b k], which tokens are of images; not used, all attend to each other.

    Returns:
        BaseModelOutput: last_hidden_state [b k d], and on request hidden states and attentions.
    """

    config_class = T5Gemma2EncoderConfig
    base_model_prefix = "model"
    text_name = "text_model"
    renames = (
        (r"^(embed_tokens|norm|layers)\.", r"text_model.\1."),
        (r"^vision_tower\.vision_model\.", "vision_tower."),
    )
    projector_class = gemma3.Gemma3MultiModalProjector
    ids_without_rows = ("image_token_id",)
    input_order = (
        "input_ids",
        "attention_mask",
        "position_ids",
        "inputs_embeds",
        "pixel_values",
        "token_type_ids",
    )

    def made_decoder(self, config: T5Gemma2EncoderConfig) -> Any:
        return T5Gemma2TextEncoder(config.text_config, config.eoi_token_index)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        pixel_values=None,
        token_type_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        _, rows = self.image_rows(pixel_values)
        output = self.text_model(
            None,
            attention_mask,
            position_ids,
            self.with_vectors(input_ids, inputs_embeds, rows),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return BaseModelOutput.of(output)


class T5Gemma2PreTrainedModel(T5Gemma2Checks, nn.PreTrainedModel):
    """What all T5Gemma 2 models share."""

    config_class = T5Gemma2Config
    base_model_prefix = "model"
    renames = (
        (r"^(model\.)?encoder\.(embed_tokens|norm|layers)\.", r"\1encoder.text_model.\2."),
        (r"^(model\.)?encoder\.vision_tower\.vision_model\.", r"\1encoder.vision_tower."),
    )
    head_parts = (r"^(lm_head|score)\.",)
    prefill_inputs = ("pixel_values",)
    ids_without_rows = ("image_token_id",)
    initializers: Any = t5gemma.T5GemmaPreTrainedModel.initializers


class T5Gemma2Model(T5Gemma2PreTrainedModel):
    """T5Gemma 2 without a head.

    Args of `forward`:
        input_ids: [b k], with a token for each vector of an image, or inputs_embeds [b k d]: what
            the encoder reads.
        pixel_values: [n c H W], of all images.
        attention_mask: [b k], 1 for tokens and 0 for padding; position_ids [b k].
        token_type_ids: [b k], which tokens are of images; not used, all attend to each other.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too, decoder_position_ids [b t] are not.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps the encoder's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k d], and on request hidden states and attentions, those to
        the decoder's tokens and those to the encoder's apart.
    """

    tied_weights = {
        f"decoder.embed_tokens.{name}": f"encoder.text_model.embed_tokens.{name}"
        for name in ("weight", "eoi_embedding")
    }

    def __init__(self, config: T5Gemma2Config):
        super().__init__(config)
        self.encoder = T5Gemma2Encoder(config.encoder)
        self.decoder = T5Gemma2Decoder(config.decoder, config.eoi_token_index)

    def get_input_embeddings(self):
        return self.encoder.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.encoder.set_input_embeddings(value)

    def get_encoder(self):
        """The encoder: (input_ids, attention_mask, ...) -> what `encoder_outputs` takes."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def get_image_features(self, pixel_values, **options: Any):
        """See `T5Gemma2Encoder`."""
        return self.encoder.get_image_features(pixel_values, **options)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        decoder_position_ids=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        token_type_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if encoder_outputs is None:
            inputs = (input_ids, attention_mask, position_ids, inputs_embeds, pixel_values)
            encoder = self.encoder(*inputs, **requests, return_dict=True)
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


TIED = {f"model.{a}": f"model.{b}" for a, b in T5Gemma2Model.tied_weights.items()}
TABLE = "model.encoder.text_model.embed_tokens.weight"


class T5Gemma2Head:
    """A head of T5Gemma 2; mixed in before T5Gemma's."""

    model: Any
    base_class = T5Gemma2Model
    tied_weights = TIED

    def get_image_features(self, pixel_values, **options: Any):
        """See `T5Gemma2Encoder`."""
        return self.model.get_image_features(pixel_values, **options)


class T5Gemma2ForConditionalGeneration(
    T5Gemma2Head, t5gemma.LanguageModelHead, T5Gemma2PreTrainedModel
):
    """The next token of the decoder; see `Seq2SeqLM`."""

    tied_weights = TIED | {"lm_head.out_proj.weight": TABLE}


class T5Gemma2Classifier(T5Gemma2Head, t5gemma.T5GemmaClassifier):
    """Scores of the decoder's tokens, which reads input_ids shifted by one unless it is given
    decoder_input_ids."""

    def add_base(self, config: T5Gemma2Config) -> None:
        self.model = T5Gemma2Model(config)


class T5Gemma2ForSequenceClassification(
    t5gemma.SequenceScores, T5Gemma2Classifier, T5Gemma2PreTrainedModel
):
    """A class, several or a number per text: labels [b] or [b c]."""

    def ids_read(self, inputs: Mapping[str, Any]):
        return inputs.get("decoder_input_ids"), 0


class T5Gemma2ForTokenClassification(
    t5gemma.TokenScores, T5Gemma2Classifier, T5Gemma2PreTrainedModel
):
    """A class per token: labels [b t], -100 for tokens that do not count."""


HEADS = {
    "base": T5Gemma2Model,
    "pretraining": T5Gemma2ForConditionalGeneration,
    "seq2seq-lm": T5Gemma2ForConditionalGeneration,
    "vision2seq": T5Gemma2ForConditionalGeneration,
    "image-text-to-text": T5Gemma2ForConditionalGeneration,
    "multimodal-lm": T5Gemma2ForConditionalGeneration,
    "sequence-classification": T5Gemma2ForSequenceClassification,
    "token-classification": T5Gemma2ForTokenClassification,
}
