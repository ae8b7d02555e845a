"""Pix2Struct: Lee et al., 2023, arXiv:2210.03347.

An encoder of an image's patches, of any aspect ratio, each with its row and its column, and T5's
decoder, which writes what is on the screenshot, or answers a question rendered above it.

b batch, p patches, f 2 + numbers of a patch, t tokens, k what is attended to, q queries, h heads,
s size of a head, d hidden, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pix2struct import (
    Pix2StructConfig,
    Pix2StructTextConfig,
    Pix2StructVisionConfig,
)
from auto_core.errors import InputError
from auto_core.initializers import Constant, Normal
from auto_core.outputs import (
    BaseModelOutput,
    CausalLMOutputWithCrossAttentions,
    Seq2SeqLMOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, recorded, run_layers, split_heads
from ..blocks.losses import token_loss
from ..blocks.relative_positions import distance_buckets, relative_buckets
from ..blocks.seq2seq import encoded, finite, shift_right
from .t5 import T5LayerFF

# --- patches -----------------------------------------------------------------------------------


class Pix2StructVisionEmbeddings(nn.Module):
    """Patches, projected, with embeddings of their rows and columns; those of padding are at 0."""

    def __init__(self, config: Pix2StructVisionConfig):
        super().__init__()
        self.size = config.patch_embed_hidden_size
        self.patch_projection = nn.Linear(self.size, config.hidden_size)
        self.row_embedder = nn.Embedding(config.seq_len, config.hidden_size)
        self.column_embedder = nn.Embedding(config.seq_len, config.hidden_size)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, flattened_patches):  # [b p f] -> [b p d]
        sizes = ops.shape(flattened_patches)
        if len(sizes) != 3 or (isinstance(sizes[2], int) and sizes[2] != 2 + self.size):
            raise InputError(
                f"flattened_patches have shape {tuple(sizes)}, expected [batch, patches, "
                f"{2 + self.size}]: the row, the column and the {self.size} numbers of each patch."
            )
        row, column = (ops.cast(flattened_patches[:, :, i], "int64") for i in (0, 1))
        hidden = self.patch_projection(flattened_patches[:, :, 2:])
        return self.dropout(hidden + self.row_embedder(row) + self.column_embedder(column))


class Pix2StructVisionAttention(nn.Module):
    """Attention of all patches, whose scores are not scaled."""

    scaled = False

    def __init__(self, config: Pix2StructVisionConfig):
        super().__init__()
        d, self.head_size = config.hidden_size, config.d_kv
        inner = config.num_attention_heads * self.head_size
        self.query = nn.Linear(d, inner, bias=False)
        self.key = nn.Linear(d, inner, bias=False)
        self.value = nn.Linear(d, inner, bias=False)
        self.output = nn.Linear(inner, d, bias=False)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, attend):  # [b p d] -> [b p d]
        projected = self.query(hidden), self.key(hidden), self.value(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        scale = self.head_size**-0.5 if self.scaled else 1.0
        return self.output(attend(query, key, value, scale=scale, dropout=self.dropout))


class Pix2StructVisionMlp(nn.Module):
    def __init__(self, config: Pix2StructVisionConfig):
        super().__init__()
        self.wi_0 = nn.Linear(config.hidden_size, config.d_ff, bias=False)
        self.wi_1 = nn.Linear(config.hidden_size, config.d_ff, bias=False)
        self.wo = nn.Linear(config.d_ff, config.hidden_size, bias=False)
        self.dropout = nn.Dropout(config.dropout_rate)
        self.activation = activation(config.dense_act_fn)

    def forward(self, hidden):
        return self.wo(self.dropout(self.activation(self.wi_0(hidden)) * self.wi_1(hidden)))


class Pix2StructVisionLayer(nn.Block):
    attention_class: Any = Pix2StructVisionAttention

    def __init__(self, config: Pix2StructVisionConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.attention = self.attention_class(config)
        self.mlp = Pix2StructVisionMlp(config)
        self.pre_mlp_layer_norm = nn.RMSNorm(d, eps=eps)
        self.pre_attention_layer_norm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, attend):  # [b p d] -> [b p d]
        hidden = hidden + self.attention(self.pre_attention_layer_norm(hidden), attend)
        return hidden + self.mlp(self.pre_mlp_layer_norm(hidden))


class Pix2StructVisionEncoder(nn.Module):
    layer_class: Any = Pix2StructVisionLayer

    def __init__(self, config: Pix2StructVisionConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)

    def forward(self, hidden, attend):  # [b p d] -> [b p d]
        return run_layers(self.layer, hidden, attend)


class Pix2StructPreTrainedModel(nn.PreTrainedModel):
    """What all Pix2Struct models share."""

    config_class = Pix2StructConfig
    base_model_prefix = ""
    main_input_name = "flattened_patches"

    @property
    def initializers(self):
        """T5's initial values in the decoder; the encoder's are BERT's."""
        c = getattr(self.config, "text_config", self.config)
        if not isinstance(c, Pix2StructTextConfig):
            return ((r"_embedder\.weight$", Normal(c.initializer_factor * c.hidden_size**-0.5)),)
        d, factor = c.hidden_size, c.initializer_factor

        def normal(variance: float) -> Normal:
            return Normal(factor * variance**-0.5)

        layers = r"layer\.\d+\.(self_attention|encoder_decoder_attention)\.attention\."
        return (
            (layers + r"query\.weight$", normal(d * c.d_kv)),
            (layers + r"(key|value|output|relative_attention_bias)\.weight$", normal(d)),
            (r"DenseReluDense\.wi_\d\.weight$", normal(d)),
            (r"DenseReluDense\.wo\.weight$", normal(c.d_ff)),
            (r"(embed_tokens|lm_head|_embedder)\.weight$", normal(d)),
            (r"norm\.weight$", Constant(factor)),
        )


class Pix2StructVisionModel(Pix2StructPreTrainedModel):
    """The encoder of patches.

    Args of `forward`:
        flattened_patches: [b p f], of each patch its row and column from 1 on and its pixels; all
            0 for padding.
        attention_mask: [b p], 1 for patches and 0 for padding; by default those are patches whose
            numbers have a sum other than 0.
    """

    config_class = Pix2StructVisionConfig
    encoder_class: Any = Pix2StructVisionEncoder

    def __init__(self, config: Pix2StructVisionConfig):
        super().__init__(config)
        self.embeddings = Pix2StructVisionEmbeddings(config)
        self.encoder = self.encoder_class(config)
        self.layernorm = nn.RMSNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_projection

    def forward(
        self,
        flattened_patches=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if flattened_patches is None:
            raise InputError("Pass flattened_patches [batch, patches, numbers].")
        hidden = self.embeddings(flattened_patches)
        if attention_mask is None:
            attention_mask = ops.sum(flattened_patches, -1) != 0
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        hidden = self.encoder(hidden, attend)
        return BaseModelOutput(
            last_hidden_state=self.layernorm(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


# --- texts -------------------------------------------------------------------------------------


class Pix2StructTextAttention(nn.Module):
    """T5's attention, under other names."""

    def __init__(self, config: Pix2StructTextConfig, *, biased: bool):
        super().__init__()
        d, self.head_size = config.hidden_size, config.d_kv
        self.query = nn.Linear(d, d, bias=False)
        self.key = nn.Linear(d, d, bias=False)
        self.value = nn.Linear(d, d, bias=False)
        self.output = nn.Linear(d, d, bias=False)
        self.dropout = nn.Dropout(config.dropout_rate)
        buckets = config.relative_attention_num_buckets
        self.table = distance_buckets(buckets, config.relative_attention_max_distance)
        if biased:
            self.relative_attention_bias = nn.Embedding(buckets, config.num_heads)

    def project(self, hidden):  # [b k d] -> two of [b k h s]
        key, value = self.key(hidden), self.value(hidden)
        return split_heads(key, self.head_size), split_heads(value, self.head_size)

    def position_bias(self, hidden, attend):  # -> [1 h q k]
        queries = ops.shape(hidden)[1]
        keys = kv_cache.capacity(attend.past, queries)
        bucket = relative_buckets(self.table, attend.start, queries, keys, ahead=None, like=hidden)
        return ops.unsqueeze(ops.permute(self.relative_attention_bias(bucket), (2, 0, 1)), 0)

    def forward(self, hidden, bias, attend, source=None):
        """[b t d], [1 h t k], [b k d] -> [b t d]"""
        query = split_heads(self.query(hidden), self.head_size)
        key, value = attend.project(self.project, hidden if source is None else source)
        return self.output(attend(query, key, value, scale=1.0, bias=bias, dropout=self.dropout))


class Pix2StructTextLayerAttention(nn.Module):
    """Attention with its norm, to the tokens themselves or to the patches."""

    def __init__(self, config: Pix2StructTextConfig, *, biased: bool):
        super().__init__()
        self.attention = Pix2StructTextAttention(config, biased=biased)
        self.layer_norm = nn.RMSNorm(config.hidden_size, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden, bias, attend, source=None):
        """[b t d], [1 h t k], [b k d] -> [b t d]"""
        attended = self.attention(self.layer_norm(hidden), bias, attend, source)
        return hidden + self.dropout(attended)


class Pix2StructTextBlock(nn.Block):
    def __init__(self, config: Pix2StructTextConfig, *, biased: bool):
        super().__init__()
        self.self_attention = Pix2StructTextLayerAttention(config, biased=biased)
        self.encoder_decoder_attention = Pix2StructTextLayerAttention(config, biased=False)
        self.mlp = T5LayerFF(config)

    def position_bias(self, hidden, attend):  # -> [1 h t k]
        return self.self_attention.attention.position_bias(hidden, attend)

    def forward(self, hidden, bias, attend, source=None, cross_attend=None):
        """[b t d], [1 h t k], [b k d] -> [b t d]"""
        hidden = finite(self.self_attention(hidden, bias, attend))
        if source is not None:
            hidden = self.encoder_decoder_attention(hidden, None, cross_attend, source)
            hidden = finite(hidden)
        return finite(self.mlp(hidden))


class Pix2StructTextModel(Pix2StructPreTrainedModel):
    """The decoder, with the next token's logits.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        encoder_hidden_states: [b k d], what is attended to; encoder_attention_mask [b k].
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t], each token's own label: they are not shifted; -100 where they do not count.
    """

    config_class = Pix2StructTextConfig
    main_input_name = "input_ids"
    tied_weights = {"lm_head.weight": "embed_tokens.weight"}

    def __init__(self, config: Pix2StructTextConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d)
        layers = range(config.num_layers)
        self.layer = nn.ModuleList(Pix2StructTextBlock(config, biased=i == 0) for i in layers)
        self.final_layer_norm = nn.RMSNorm(d, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)
        self.lm_head = nn.Linear(d, config.vocab_size, bias=False)

    def get_input_embeddings(self):
        return self.embed_tokens

    def set_input_embeddings(self, value):
        self.embed_tokens = value

    def get_output_embeddings(self):
        return self.lm_head

    def set_output_embeddings(self, value):
        self.lm_head = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        inputs_embeds=None,
        past_key_values=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of (decoder_)input_ids and (decoder_)inputs_embeds.")
        past = past_key_values
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        context, bias = attention_masks.boolean_mask(encoder_attention_mask), None
        hidden = self.dropout(hidden)
        for index, layer in enumerate(self.layer):
            recorder.add_hidden_state(hidden)
            attend = Attention(recorder, mask, causal=causal, past=past, layer=index)
            bias = layer.position_bias(hidden, attend) if bias is None else bias
            cross_attend = CrossAttention(recorder, context, past=past, layer=index)
            hidden = layer(hidden, bias, attend, encoder_hidden_states, cross_attend)
        hidden = self.dropout(self.final_layer_norm(hidden))
        recorder.add_hidden_state(hidden)
        logits = self.lm_head(hidden)
        loss = None if labels is None else token_loss(logits, labels)
        output = recorded(recorder, hidden, past)
        return CausalLMOutputWithCrossAttentions.of(output, loss=loss, logits=logits)


# --- both --------------------------------------------------------------------------------------


class Pix2StructForConditionalGeneration(Pix2StructPreTrainedModel):
    """The next token about an image.

    Args of `forward`:
        flattened_patches: [b p f], of each patch its row and column from 1 on and its pixels.
        attention_mask: [b p], 1 for patches and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; with neither, `labels` shifted
            by one.
        decoder_attention_mask: [b t], of the cached ones too; with labels alone, those that are
            padding do not count.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of flattened_patches.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t], -100 where they do not count.
    """

    def __init__(self, config: Pix2StructConfig):
        super().__init__(config)
        self.encoder = Pix2StructVisionModel(config.vision_config)
        self.decoder = Pix2StructTextModel(config.text_config)

    @property
    def always_tied(self):
        """What the decoder shares inside."""
        return {f"decoder.{a}": f"decoder.{b}" for a, b in self.decoder.ties().items()}

    def get_encoder(self):
        """The encoder: what `encoder_outputs` takes comes out of it."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def get_input_embeddings(self):
        return self.decoder.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.decoder.set_input_embeddings(value)

    def get_output_embeddings(self):
        return self.decoder.get_output_embeddings()

    def set_output_embeddings(self, value):
        self.decoder.set_output_embeddings(value)

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return shift_right(self.config, labels)

    def forward(
        self,
        flattened_patches=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        labels=None,
        decoder_inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        if encoder_outputs is None:
            encoder = self.encoder(
                flattened_patches=flattened_patches, attention_mask=attention_mask, **requests
            )
        else:
            encoder = encoded(encoder_outputs)
        if labels is not None and decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = self.prepare_decoder_input_ids_from_labels(labels)
            if decoder_attention_mask is None:
                decoder_attention_mask = ops.cast(
                    decoder_input_ids != self.config.pad_token_id, "int64"
                )
            first = ops.ones((1, 1), like=decoder_attention_mask, dtype="int64")
            first = ops.expand(first, (ops.shape(decoder_attention_mask)[0], 1))
            rest = ops.cast(decoder_attention_mask[:, 1:], "int64")
            decoder_attention_mask = ops.cat([first, rest], 1)
        decoder = self.decoder(
            input_ids=decoder_input_ids,
            attention_mask=decoder_attention_mask,
            inputs_embeds=decoder_inputs_embeds,
            encoder_hidden_states=encoder.last_hidden_state,
            encoder_attention_mask=attention_mask,
            past_key_values=past_key_values,
            labels=labels,
            use_cache=use_cache,
            **requests,
        )
        return Seq2SeqLMOutput(
            loss=decoder.loss,
            logits=decoder.logits,
            past_key_values=decoder.past_key_values,
            decoder_hidden_states=decoder.hidden_states,
            decoder_attentions=decoder.attentions,
            cross_attentions=decoder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
        )


HEADS = {
    "vision2seq": Pix2StructForConditionalGeneration,
    "image-text-to-text": Pix2StructForConditionalGeneration,
    "multimodal-lm": Pix2StructForConditionalGeneration,
}
