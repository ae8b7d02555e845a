"""SeamlessM4T: Seamless Communication, 2023, arXiv:2308.11596.

Speech or text in, text or speech of another language out. Conformers read filter banks, a
transformer's encoder reads text, and one decoder writes the translation. For speech, a second
transformer makes units of the decoder's hidden states, and HiFi-GAN a waveform of units.

b batch, t tokens, k encoder's positions, f frames of filter banks, e features, u units, n samples,
d hidden, v vocabulary.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from auto_core.configs.seamless_m4t import SeamlessConfig, SeamlessM4TConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutput,
    Seq2SeqLMOutput,
    Wav2Vec2BaseModelOutput,
)
from auto_core.pretrained.static import concrete
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.conformer import (
    ROTARY,
    ConformerAdapterLayer,
    ConformerFeedForward,
    ConformerLayer,
    ConformerShape,
    adapted_lengths,
    positions_of,
)
from ..blocks.heads import OutputEmbeddings
from ..blocks.hifigan import HifiGan
from ..blocks.layer_drop import LayerDrop
from ..blocks.losses import token_loss
from ..blocks.seq2seq import encoded, joined, shift_right
from . import bart, m2m_100
from .wav2vec2_conformer import Wav2Vec2ConformerRotaryPositionalEmbedding

EPS = 1e-5

# --- speech in ----------------------------------------------------------------------------------


def shape_of(config: Any) -> ConformerShape:
    return ConformerShape(
        hidden_size=config.hidden_size,
        num_heads=config.speech_encoder_attention_heads,
        intermediate_size=config.speech_encoder_intermediate_size,
        hidden_act=config.speech_encoder_hidden_act,
        eps=EPS,  # whatever layer_norm_eps is
        kernel=config.conv_depthwise_kernel_size,
        positions=config.position_embeddings_type,
        rotary_base=getattr(config, "rotary_embedding_base", 10000),
        dropout=config.speech_encoder_dropout,
        inner_dropout=config.speech_encoder_dropout,
        attention_dropout=config.speech_encoder_dropout,
        conv_dropout=config.speech_encoder_dropout,
    )


class SeamlessM4TConformerFeatureProjection(nn.Module):
    def __init__(self, config: SeamlessConfig):
        super().__init__()
        size = config.feature_projection_input_dim
        self.layer_norm = nn.LayerNorm(size, eps=config.layer_norm_eps)
        self.projection = nn.Linear(size, config.hidden_size)
        self.dropout = nn.Dropout(config.speech_encoder_dropout)

    def forward(self, features):  # [b f e] -> [b f d]
        return self.dropout(self.projection(self.layer_norm(features)))


class SeamlessM4TConformerEncoder(nn.Module):
    def __init__(self, config: Any, shape: ConformerShape):
        super().__init__()
        rotary = shape.positions == ROTARY
        self.embed_positions = (
            Wav2Vec2ConformerRotaryPositionalEmbedding(shape) if rotary else positions_of(shape)
        )
        self.dropout = nn.Dropout(config.speech_encoder_dropout)
        layers = range(config.speech_encoder_layers)
        self.layers = nn.ModuleList(ConformerLayer(shape) for _ in layers)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.layerdrop = LayerDrop(config.speech_encoder_layerdrop)

    def attended(self, frame_mask, hidden):
        """The mask [b|1 1 1|f f] of the frames [b f] that frames attend to, or None."""
        return attention_masks.boolean_mask(frame_mask)

    def forward(self, hidden, frame_mask, recorder):  # [b f d], [b f] -> [b f d]
        if frame_mask is not None:
            hidden = ops.where(ops.unsqueeze(frame_mask, 2), hidden, 0.0)
        attend = Attention(recorder, self.attended(frame_mask, hidden))
        hidden = self.dropout(hidden)
        positions = None if self.embed_positions is None else self.embed_positions(hidden)
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = self.layerdrop(layer(hidden, frame_mask, positions, attend), hidden)
        return self.layer_norm(hidden)


class SeamlessM4TConformerAdapter(nn.Module):
    def __init__(self, config: SeamlessConfig, shape: ConformerShape):
        super().__init__()
        dropout = config.adaptor_dropout
        changes = dict(positions=None, hidden_act="relu", dropout=dropout, inner_dropout=dropout)
        shape = dataclasses.replace(shape, **changes)
        options = dict(kernel=config.adaptor_kernel_size, stride=config.adaptor_stride)
        layers = range(config.num_adapter_layers)
        self.layers = nn.ModuleList(
            ConformerAdapterLayer(shape, **options, dropout=dropout) for _ in layers
        )

    def forward(self, hidden, lengths):  # [b f d], [b] or None -> [b k d]
        for layer in self.layers:
            hidden = layer(hidden, lengths)
        return hidden


class SeamlessM4TSpeechEncoder(nn.Module):
    """The encoder of filter banks.

    Args of `forward`:
        input_features: [b f e], some frames of filter banks as one.
        attention_mask: [b f], 1 for frames and 0 for padding.
    """

    encoder_class = SeamlessM4TConformerEncoder

    def __init__(self, config: SeamlessConfig, shape: ConformerShape):
        super().__init__()
        self.feature_projection = SeamlessM4TConformerFeatureProjection(config)
        self.encoder = self.encoder_class(config, shape)
        changes = dict(hidden_act="relu", dropout=0.0, inner_dropout=0.0)
        self.intermediate_ffn = ConformerFeedForward(dataclasses.replace(shape, **changes))
        adapts = config.add_adapter
        self.adapter = SeamlessM4TConformerAdapter(config, shape) if adapts else None
        self.inner_layer_norm = nn.LayerNorm(config.hidden_size, eps=EPS)
        self.kernel, self.stride = config.adaptor_kernel_size, config.adaptor_stride

    def lengths(self, attention_mask):
        """[b]: how many positions a mask of frames [b f] leaves, with any number of adapters."""
        frames = ops.sum(ops.cast(ops.cast(attention_mask, "bool"), "int64"), 1)
        return adapted_lengths(frames, kernel=self.kernel, stride=self.stride)

    def context_mask(self, attention_mask, hidden):
        """The mask [b k] of the encoder's positions, of a mask of frames [b f] or of these."""
        count = ops.shape(hidden)[1]
        if attention_mask is None or self.adapter is None:
            return attention_mask
        longer = ops.shape(attention_mask)[1] - count
        if isinstance(longer, int) and longer == 0:
            return attention_mask
        index = ops.arange(0, count, like=hidden, dtype="int64")
        held = ops.unsqueeze(index, 0) < ops.unsqueeze(self.lengths(attention_mask), 1)
        if isinstance(longer, int):
            return held
        same = ops.zeros((1, 1), like=index) + longer == 0  # a graph of open sizes
        return ops.where(same, attention_mask[:, :count] != 0, held)

    def forward(
        self,
        input_features=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        frame_mask = None if attention_mask is None else ops.cast(attention_mask, "bool")
        hidden = self.encoder(self.feature_projection(input_features), frame_mask, recorder)
        hidden = hidden + 0.5 * self.intermediate_ffn(hidden)
        if self.adapter is not None:
            lengths = None if attention_mask is None else self.lengths(attention_mask)
            hidden = self.adapter(hidden, lengths)
        hidden = self.inner_layer_norm(hidden)
        recorder.add_hidden_state(hidden)
        return Wav2Vec2BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


# --- text in, and text out ----------------------------------------------------------------------


class SeamlessM4TFeedForwardNetwork(nn.Module):
    def __init__(self, config: SeamlessConfig, size: int):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, size)
        self.fc2 = nn.Linear(size, config.hidden_size)
        self.dropout = nn.Dropout(config.activation_dropout)
        self.activation = activation(config.activation_function)

    def forward(self, hidden):
        return self.fc2(self.dropout(self.activation(self.fc1(hidden))))


class SeamlessM4TLayer(nn.Block):
    """A layer of the encoder or, with cross-attention, of the decoder."""

    def __init__(self, config: Any, *, decoder: bool):
        super().__init__()
        d = config.hidden_size
        heads = config.decoder_attention_heads if decoder else config.encoder_attention_heads
        self.self_attn = bart.BartAttention(config, heads, d)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        if decoder:
            self.cross_attention = bart.BartAttention(config, heads, d)
            self.cross_attention_layer_norm = nn.LayerNorm(d, eps=EPS)
        inner = config.decoder_ffn_dim if decoder else config.encoder_ffn_dim
        self.ffn = SeamlessM4TFeedForwardNetwork(config, inner)
        self.ffn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.ffn_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, attend, encoder_hidden_states=None, cross_attend=None):
        """[b t d], [b k d] -> [b t d]"""
        output = self.self_attn(self.self_attn_layer_norm(hidden), attend)
        hidden = hidden + self.dropout(output)
        if encoder_hidden_states is not None:
            normed = self.cross_attention_layer_norm(hidden)
            output = self.cross_attention(normed, cross_attend, encoder_hidden_states)
            hidden = hidden + self.dropout(output)
        return hidden + self.ffn_dropout(self.ffn(self.ffn_layer_norm(hidden)))


class SeamlessM4TStack(m2m_100.M2M100Stack):
    """The text encoder, or a decoder of text or of units."""

    layer_class = SeamlessM4TLayer


class SeamlessM4TUnitEncoder(bart.BartLayers):
    """The encoder of the text decoder's hidden states, which have positions already."""

    layer_class = SeamlessM4TLayer

    def __init__(self, config: Any):
        super().__init__()
        layers = range(config.encoder_layers)
        self.layers = nn.ModuleList(self.layer_class(config, decoder=False) for _ in layers)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.layerdrop = LayerDrop(config.encoder_layerdrop)

    def forward(
        self,
        inputs_embeds=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        mask = attention_masks.boolean_mask(attention_mask)
        hidden = self.layer_norm(self.run_layers(self.dropout(inputs_embeds), recorder, mask))
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


# --- units out ----------------------------------------------------------------------------------


class SeamlessM4TTextToUnitModel(nn.Module):
    def __init__(self, config: SeamlessConfig):
        super().__init__()
        self.encoder = SeamlessM4TUnitEncoder(config)
        self.decoder = SeamlessM4TStack(config, decoder=True)


class SeamlessM4TTextToUnitForConditionalGeneration(OutputEmbeddings, nn.PreTrainedModel):
    """The next unit of a translation.

    Args of `forward`:
        inputs_embeds: [b k d], hidden states of the text decoder; with attention_mask [b k].
        decoder_input_ids: [b u], or decoder_inputs_embeds [b u d], or labels shifted by one;
            decoder_attention_mask is of the cached ones too.
        encoder_outputs: of an earlier call, instead of inputs_embeds.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b u], -100 where they do not count.
    """

    config_class = SeamlessM4TConfig
    base_model_prefix = "seamless_m4t"
    main_input_name = "inputs_embeds"
    output_embeddings = "lm_head"
    generates = True
    tied_weights = {"lm_head.weight": "model.decoder.embed_tokens.weight"}

    def __init__(self, config: SeamlessConfig):
        config = config.t2u()
        super().__init__(config)
        self.model = SeamlessM4TTextToUnitModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def get_input_embeddings(self):
        return self.model.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.model.decoder.embed_tokens = value

    def get_encoder(self):
        return self.model.encoder

    def get_decoder(self):
        return self.model.decoder

    def forward(
        self,
        inputs_embeds=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if encoder_outputs is None:
            encoder = self.model.encoder(inputs_embeds, attention_mask, **requests)
        else:
            encoder = encoded(encoder_outputs)
        return decoded(
            self.config,
            self.model.decoder,
            self.lm_head,
            encoder,
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            past_key_values,
            decoder_inputs_embeds,
            labels,
            use_cache,
            **requests,
        )


def decoded(
    config: Any,
    decoder,
    lm_head,
    encoder: Any,
    context_mask,
    decoder_input_ids,
    decoder_attention_mask,
    past_key_values,
    decoder_inputs_embeds,
    labels,
    use_cache: bool | None,
    **requests: Any,
) -> Seq2SeqLMOutput:
    """The logits [b t v] of a decoder that attends to an encoder's output."""
    if labels is not None:
        use_cache = False
        if decoder_input_ids is None and decoder_inputs_embeds is None:
            decoder_input_ids = shift_right(config, labels)
    output = decoder(
        decoder_input_ids,
        decoder_attention_mask,
        decoder_inputs_embeds,
        encoder.last_hidden_state,
        context_mask,
        past_key_values,
        use_cache=config.use_cache if use_cache is None else use_cache,
        **requests,
    )
    logits = lm_head(output.last_hidden_state)
    loss = None if labels is None else token_loss(logits, labels)
    return Seq2SeqLMOutput.of(joined(encoder, output), loss=loss, logits=logits)


# --- speech out ---------------------------------------------------------------------------------


class SeamlessM4TVariancePredictor(nn.Module):
    """How long each of the hidden states is: the logarithm of 1 and its frames."""

    def __init__(self, size: int, inner: int, kernel: int, dropout: float):
        super().__init__()
        self.conv1 = nn.Conv1d(size, inner, kernel, padding=(kernel - 1) // 2)
        self.ln1 = nn.LayerNorm(inner, eps=EPS)
        self.conv2 = nn.Conv1d(inner, inner, kernel, padding=1)
        self.ln2 = nn.LayerNorm(inner, eps=EPS)
        self.proj = nn.Linear(inner, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden, counted=None):  # [b t d], [b t] -> [b t]
        def masked(x):
            return x if counted is None else ops.where(ops.unsqueeze(counted, 2), x, 0.0)

        hidden = self.dropout(self.ln1(ops.relu(self.conv1(masked(hidden)))))
        hidden = self.dropout(self.ln2(ops.relu(self.conv2(masked(hidden)))))
        return ops.squeeze(self.proj(hidden), 2)

    def durations(self, hidden, counted=None):  # [b t d] -> [b t], 1 or more
        frames = ops.round(ops.expm1(self(hidden, counted=counted)))
        return ops.cast(ops.clamp(frames, min=1), "int64")


def repeated(hidden, counts):
    """[b t d] -> [b u d]: each of them so many times [b t], zeros after the end.

    Raises:
        InputError: inside a compiled function, where the counts have no values.
    """
    values = concrete(counts)
    if values is None:
        raise InputError("How long speech is depends on it: make it outside of compiled functions.")
    values = np.asarray(values)
    most = int(values.sum(1).max())
    steps = ops.shape(hidden)[1]
    rows = [np.repeat(np.arange(len(row)), row) for row in values]
    index = np.stack([np.pad(row, (0, most - len(row)), constant_values=steps) for row in rows])
    ended = ops.pad(hidden, [(0, 0), (0, 1), (0, 0)], value=0.0)
    batch, size = len(index), ops.shape(hidden)[2]
    index += np.arange(batch)[:, None] * (steps + 1)
    flat = ops.reshape(ended, (batch * (steps + 1), size))
    return ops.take(flat, ops.asarray(index, like=counts, dtype="int64"), 0)


class SeamlessM4THifiGan(HifiGan, nn.Module):
    def __init__(self, config: SeamlessConfig):
        super().__init__()
        size = config.unit_embed_dim + config.lang_embed_dim + config.spkr_embed_dim
        self.make_layers(config, size, bias=True)

    def forward(self, hidden):  # [b u d] -> [b n]
        return self.sound(hidden)


class SeamlessM4TCodeHifiGan(nn.Module):
    """A waveform of units, of a speaker in a language."""

    def __init__(self, config: SeamlessConfig):
        super().__init__()
        d, kernel = config.unit_embed_dim, config.variance_predictor_kernel_size
        dropout = config.var_pred_dropout
        self.dur_predictor = SeamlessM4TVariancePredictor(d, d, kernel, dropout)
        self.unit_embedding = nn.Embedding(config.unit_hifi_gan_vocab_size, d)
        self.speaker_embedding = nn.Embedding(config.vocoder_num_spkrs, config.spkr_embed_dim)
        self.language_embedding = nn.Embedding(config.vocoder_num_langs, config.lang_embed_dim)
        self.hifi_gan = SeamlessM4THifiGan(config)
        self.pad, self.config = config.t2u_pad_token_id, config

    def forward(self, input_ids, speaker, language):
        """[b u], two of [b 1] -> [b n], and how many samples each has [b]"""
        units = self.unit_embedding(input_ids)
        durations = self.dur_predictor.durations(units)
        hidden = repeated(units, durations)
        batch, steps, _ = ops.shape(hidden)
        voice = self.speaker_embedding(speaker), self.language_embedding(language)
        voice = [ops.expand(x, (batch, steps, ops.shape(x)[2])) for x in voice]
        waveform = self.hifi_gan(ops.cat([voice[1], hidden, voice[0]], 2))
        count = ops.sum(ops.cast(input_ids != self.pad, "int64"), 1, keepdim=True)
        last = ops.clamp(count, max=ops.shape(durations)[1] - 1)  # as upstream counts
        frames = ops.gather(ops.cumsum(durations, 1), 1, last)[:, 0]
        return waveform, self.samples(frames)

    def samples(self, frames):
        """How many samples so many frames become [b]."""
        config = self.config
        for rate, kernel in zip(config.upsample_rates, config.upsample_kernel_sizes, strict=True):
            frames = (frames - 1) * rate - 2 * ((kernel - rate) // 2) + kernel
        lost = 0
        for kernel, rates in zip(
            config.resblock_kernel_sizes, config.resblock_dilation_sizes, strict=True
        ):
            for rate in (*rates, *[1] * len(rates)):
                lost += (kernel - 1) * rate - 2 * ((kernel - 1) * rate // 2)
        return frames - lost * len(config.upsample_rates)


# --- the models ---------------------------------------------------------------------------------

PARTS = ("text_encoder", "speech_encoder", "t2u_model", "vocoder")


class SeamlessM4TPreTrainedModel(OutputEmbeddings, nn.PreTrainedModel):
    """What all SeamlessM4T models share: a text decoder, and the parts that a task has."""

    config_class: Any = SeamlessM4TConfig
    base_model_prefix = "seamless_m4t"
    output_embeddings = "lm_head"
    translates = True
    has: tuple[str, ...] = PARTS
    # The parts that the second version replaces.
    speech_class: Any = SeamlessM4TSpeechEncoder
    units_class: Any = SeamlessM4TTextToUnitForConditionalGeneration
    ignored_keys = (r"embed_positions\.weights$",)

    def __init__(self, config: SeamlessConfig):
        super().__init__(config)
        d = config.hidden_size
        self.shared = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        if "text_encoder" in self.has:
            self.text_encoder = SeamlessM4TStack(config, decoder=False)
        if "speech_encoder" in self.has:
            self.speech_encoder = self.speech_class(config, self.conformer_shape(config))
        self.text_decoder = SeamlessM4TStack(config, decoder=True)
        self.lm_head = nn.Linear(d, config.vocab_size, bias=False)
        if "t2u_model" in self.has:
            self.t2u_model = self.units_class(config)
            self.vocoder = SeamlessM4TCodeHifiGan(config)

    def conformer_shape(self, config: Any) -> ConformerShape:
        return shape_of(config)

    @property
    def optional_parts(self):
        """Of the files of all tasks."""
        return tuple(rf"^{part}\." for part in PARTS if part not in self.has)

    @property
    def tied_weights(self):
        names = ["lm_head", "text_decoder.embed_tokens"]
        names += ["text_encoder.embed_tokens"] if "text_encoder" in self.has else []
        ties = {f"{name}.weight": "shared.weight" for name in names}
        units = self.units_class.tied_weights.items() if "t2u_model" in self.has else ()
        return ties | {f"t2u_model.{name}": f"t2u_model.{of}" for name, of in units}

    def get_input_embeddings(self):
        return self.text_decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.shared = value
        self.text_decoder.embed_tokens = value
        self.tie_weights()

    def get_decoder(self):
        return self.text_decoder

    def get_encoder(self):
        """The encoder: what `encoder_outputs` takes comes out of it."""
        return self.text_encoder if "text_encoder" in self.has else self.speech_encoder

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return shift_right(self.config, labels)

    def encoded_source(self, inputs: dict[str, Any], attention_mask, **requests: Any):
        """The output of the encoder of what is given by name, and the mask [b k] of it."""
        if inputs.get("input_features") is not None:
            encoder = self.speech_encoder(inputs["input_features"], attention_mask, **requests)
            return encoder, self.speech_encoder.context_mask(
                attention_mask, encoder.last_hidden_state
            )
        text = {name: inputs.get(name) for name in ("input_ids", "inputs_embeds")}
        encoder = self.text_encoder(**text, attention_mask=attention_mask, **requests)
        return encoder, attention_mask

    def run(
        self,
        inputs: dict[str, Any],
        attention_mask,
        decoder_input_ids,
        decoder_attention_mask,
        encoder_outputs,
        past_key_values,
        decoder_inputs_embeds,
        labels,
        use_cache: bool | None,
        **requests: Any,
    ):
        given = [name for name, value in inputs.items() if value is not None]
        if len(given) + (encoder_outputs is not None) != 1:
            raise InputError(f"Pass exactly one of {', '.join(inputs)} and encoder_outputs.")
        if encoder_outputs is None:
            encoder, mask = self.encoded_source(inputs, attention_mask, **requests)
        else:
            encoder, mask = encoded(encoder_outputs), attention_mask
            if "speech_encoder" in self.has:
                mask = self.speech_encoder.context_mask(mask, encoder.last_hidden_state)
        return decoded(
            self.config,
            self.text_decoder,
            self.lm_head,
            encoder,
            mask,
            decoder_input_ids,
            decoder_attention_mask,
            past_key_values,
            decoder_inputs_embeds,
            labels,
            use_cache,
            **requests,
        )


class SeamlessM4TTextModel(SeamlessM4TPreTrainedModel):
    """The translation of a text.

    Args of `forward`:
        input_ids: [b k], or inputs_embeds [b k d]; with attention_mask [b k].
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d], or labels shifted by one;
            decoder_attention_mask is of the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t], -100 where they do not count.
    """

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.run(
            dict(input_ids=input_ids, inputs_embeds=inputs_embeds),
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            decoder_inputs_embeds,
            labels,
            use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class SeamlessM4TSpeechModel(SeamlessM4TPreTrainedModel):
    """The translation of speech.

    Args of `forward`:
        input_features: [b f e], filter banks; with attention_mask [b f].
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d], or labels shifted by one;
            decoder_attention_mask is of the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_features.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t], -100 where they do not count.
    """

    main_input_name = "input_features"

    def forward(
        self,
        input_features=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.run(
            dict(input_features=input_features),
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            decoder_inputs_embeds,
            labels,
            use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class SeamlessM4TForTextToText(SeamlessM4TTextModel):
    has = ("text_encoder",)


class SeamlessM4TForSpeechToText(SeamlessM4TSpeechModel):
    has = ("speech_encoder",)


class SeamlessM4TForTextToSpeech(SeamlessM4TTextModel):
    """See its base; `generate` makes speech of the translation."""

    has = ("text_encoder", "t2u_model", "vocoder")


class SeamlessM4TForSpeechToSpeech(SeamlessM4TSpeechModel):
    """See its base; `generate` makes speech of the translation."""

    has = ("speech_encoder", "t2u_model", "vocoder")


class SeamlessM4TModel(SeamlessM4TPreTrainedModel):
    """The translation of a text or of speech; `generate` makes text or speech of it.

    Args of `forward`:
        input_ids: [b k], or inputs_embeds [b k d], or input_features [b f e]; with attention_mask
            [b k] or [b f].
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d], or labels shifted by one;
            decoder_attention_mask is of the cached ones too.
        encoder_outputs: of an earlier call or of an encoder.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.
        labels: [b t], -100 where they do not count.
    """

    def forward(
        self,
        input_ids=None,
        input_features=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        decoder_inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.run(
            dict(input_ids=input_ids, input_features=input_features, inputs_embeds=inputs_embeds),
            attention_mask,
            decoder_input_ids,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            decoder_inputs_embeds,
            labels,
            use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


PREFIX = "SeamlessM4T"
HEADS = {
    "base": SeamlessM4TModel,
    "seq2seq-lm": SeamlessM4TForTextToText,
    "speech-seq2seq": SeamlessM4TForSpeechToText,
    "text-to-waveform": SeamlessM4TForTextToSpeech,
}
