"""Whisper: Radford et al., 2022, arXiv:2212.04356.

BART's layers with the norm before each part and keys without bias, between two convolutions
over log-mel spectrograms and a text decoder. Every recording is one window of 30 s: silence is
no padding, so that nothing of it is masked.

b batch, m mel bins, f frames, k positions of the encoder (f / 2), t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.whisper import WhisperConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import (
    BaseModelOutput,
    CausalLMOutputWithCrossAttentions,
    SequenceClassifierOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import recorded
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.layer_drop import LayerDrop
from ..blocks.logits import wanted
from ..blocks.losses import token_loss
from ..blocks.seq2seq import encoded, joined, with_return_dict
from ..blocks.seq2seq_heads import Seq2SeqLM
from ..blocks.spec_augment import SpecAugment
from ..blocks.weighted_layer_sum import layer_sum
from .bart import NORM_EPS, BartLayers, LayerRuns

STRIDE = 2  # of the second convolution: frames per position of the encoder


def sinusoids(generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Sines, then cosines, of each position [positions d]; wavelengths from 2 pi to 20000 pi."""
    positions, size = shape
    frequency = np.exp(-np.log(10000.0) / (size // 2 - 1) * np.arange(size // 2))
    angle = np.arange(positions)[:, None] * frequency
    return np.concatenate([np.sin(angle), np.cos(angle)], 1)


class FixedPositions(nn.Module):
    """A table of positions that is not trained; files hold it."""

    def __init__(self, positions: int, size: int):
        super().__init__()
        self.weight = nn.Buffer((positions, size), init=sinusoids)

    def forward(self):  # -> [k d]
        return ops.asarray(self.weight)


class WindowEncoder(LayerRuns):
    """Layers over one window of a log-mel spectrogram; mixed in before a module."""

    def add_layers(self, config: Any) -> None:
        """Make the convolutions, the positions and the layers."""
        d = config.d_model
        self.frames = STRIDE * config.max_source_positions
        self.conv1 = nn.Conv1d(config.num_mel_bins, d, 3, padding=1)
        self.conv2 = nn.Conv1d(d, d, 3, stride=STRIDE, padding=1)
        self.embed_positions = FixedPositions(config.max_source_positions, d)
        layers = range(config.encoder_layers)
        self.layers = nn.ModuleList(self.layer_class(config, decoder=False) for _ in layers)
        self.layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.layerdrop = LayerDrop(config.encoder_layerdrop)

    def run_window(self, input_features, recorder: Recorder, mask=None):
        """[b m f] -> [b k d], without the last norm; `mask` [b 1 1|k k] is of the positions."""
        frames = ops.shape(input_features)[2]
        if isinstance(frames, int) and frames != self.frames:
            raise InputError(
                f"input_features have {frames} frames, expected {self.frames}: one window. The "
                "feature extractor pads to it; longer recordings are read by `generate`."
            )
        hidden = ops.permute(input_features, (0, 2, 1))
        hidden = ops.gelu(self.conv1(hidden), approximate="none")
        hidden = ops.gelu(self.conv2(hidden), approximate="none")
        hidden = self.dropout(hidden + self.embed_positions())
        return self.run_layers(hidden, recorder, mask)


class WhisperEncoder(WindowEncoder, nn.Module):
    """The encoder of log-mel spectrograms.

    Args of `forward`:
        input_features: [b m f], of one window each.
        attention_mask: ignored: silence is a part of the window.
    """

    def __init__(self, config: WhisperConfig):
        super().__init__()
        self.add_layers(config)

    @with_return_dict
    def forward(
        self,
        input_features,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        hidden = self.layer_norm(self.run_window(input_features, recorder))
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class WhisperDecoder(BartLayers):
    def __init__(self, config: WhisperConfig):
        super().__init__()
        d = config.d_model
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.embed_positions = nn.Embedding(config.max_target_positions, d)
        layers = range(config.decoder_layers)
        self.layers = nn.ModuleList(self.layer_class(config, decoder=True) for _ in layers)
        self.layer_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.layerdrop = LayerDrop(config.decoder_layerdrop)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_hidden_states=None,
        past_key_values=None,
        inputs_embeds=None,
        position_ids=None,
        *,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError(
                "Pass exactly one of the decoder's ids (decoder_input_ids, or labels to make them "
                "from) and its embeddings."
            )
        past = past_key_values
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        single = past is not None or use_cache or attention_mask is not None
        packed = None if single else position_ids
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden, positions=packed)
        if position_ids is None:
            position_ids = kv_cache.positions(past, hidden)
        hidden = self.dropout(hidden + self.embed_positions(position_ids))
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        hidden = self.run_layers(
            hidden, recorder, mask, encoder_hidden_states, past=past, causal=causal
        )
        hidden = self.layer_norm(hidden)
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class WhisperPreTrainedModel(nn.PreTrainedModel):
    """What all Whisper models share."""

    config_class = WhisperConfig
    base_model_prefix = "model"
    splits_attention = True
    main_input_name = "input_features"


class WhisperWithEncoder(WhisperPreTrainedModel):
    """A model with an encoder."""

    def get_encoder(self) -> Any:
        raise NotImplementedError

    def freeze_encoder(self) -> None:
        """Leave the encoder as it is in training."""
        self._freeze(self.get_encoder())


class WhisperModel(WhisperWithEncoder):
    """Whisper without a head.

    Args of `forward`:
        input_features: [b m f], log-mel spectrograms of one window each.
        attention_mask: [b f], 0 after a recording's end: only training looks at it, which may
            mask parts of the spectrograms (`apply_spec_augment`).
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too; decoder_position_ids [b t].
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_features.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k d], and on request hidden states and attentions.
    """

    def __init__(self, config: WhisperConfig):
        super().__init__(config)
        self.encoder = WhisperEncoder(config)
        self.decoder = WhisperDecoder(config)
        self.augment = SpecAugment(config) if config.apply_spec_augment else None

    def get_input_embeddings(self):
        return self.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.decoder.embed_tokens = value

    def get_encoder(self):
        """The encoder: input_features -> what `encoder_outputs` takes."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def forward(
        self,
        input_features=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        decoder_inputs_embeds=None,
        decoder_position_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if (input_features is None) == (encoder_outputs is None):
            raise InputError("Pass exactly one of input_features and encoder_outputs.")
        if encoder_outputs is not None:
            encoder = encoded(encoder_outputs)
        else:
            if self.augment is not None:
                valid = None if attention_mask is None else ops.sum(attention_mask, 1)
                frames = self.augment(ops.permute(input_features, (0, 2, 1)), valid)
                input_features = ops.permute(frames, (0, 2, 1))
            encoder = self.encoder(input_features, **requests)
        decoder = self.decoder(
            decoder_input_ids,
            decoder_attention_mask,
            encoder.last_hidden_state,
            past_key_values,
            decoder_inputs_embeds,
            decoder_position_ids,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            **requests,
        )
        return joined(encoder, decoder)


TIED_EMBEDDINGS = {"proj_out.weight": "model.decoder.embed_tokens.weight"}


class WhisperForConditionalGeneration(Seq2SeqLM, WhisperWithEncoder):
    """The next token of the transcript. labels [b t], -100 where they do not count; without
    decoder_input_ids, the decoder reads them shifted by one."""

    base_class = WhisperModel
    output_embeddings = "proj_out"
    cache_with_labels = True
    tied_weights = TIED_EMBEDDINGS
    speech_generation = True  # `generate` takes languages, tasks, times and long recordings
    prepends_start = False  # what was said before comes before it

    def add_head(self, config: WhisperConfig) -> None:
        self.proj_out = nn.Linear(config.d_model, config.vocab_size, bias=False)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.proj_out(hidden)

    def get_encoder(self):
        """The encoder: input_features -> what `encoder_outputs` takes."""
        return self.model.encoder

    def get_decoder(self):
        return self.model.decoder


class WhisperDecoderWrapper(nn.Module):
    """The decoder under the name that it has in whole checkpoints.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d]; position_ids [b t].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        encoder_outputs: [b k d], or an encoder's output, attended to if they are given.
        past_key_values: a KeyValueCache from an earlier call.
    """

    def __init__(self, config: WhisperConfig):
        super().__init__()
        self.decoder = WhisperDecoder(config)
        self.use_cache = config.use_cache

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        inputs_embeds=None,
        position_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        context = encoder_outputs
        if hasattr(context, "to_tuple") or isinstance(context, tuple):
            context = encoded(context).last_hidden_state
        return self.decoder(
            input_ids,
            attention_mask,
            context,
            past_key_values,
            inputs_embeds,
            position_ids,
            use_cache=self.use_cache if use_cache is None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class WhisperForCausalLM(OutputEmbeddings, Head, WhisperPreTrainedModel):
    """The decoder alone: the next token; of a whole checkpoint it takes its part.

    labels [b t] are compared as they are, not shifted. `logits_to_keep`: how many of the last
    tokens get logits (0: all), or their positions.
    """

    base_class = WhisperDecoderWrapper
    main_input_name = "input_ids"
    output_embeddings = "proj_out"
    tied_weights = TIED_EMBEDDINGS
    optional_parts = (r"^(model\.)?encoder\.",)
    input_order = (
        "input_ids",
        "attention_mask",
        "encoder_outputs",
        "past_key_values",
        "inputs_embeds",
        "labels",
    )

    def add_head(self, config: WhisperConfig) -> None:
        self.proj_out = nn.Linear(config.d_model, config.vocab_size, bias=False)

    def get_input_embeddings(self):
        return self.model.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.model.decoder.embed_tokens = value
        self.tie_weights()

    def get_decoder(self):
        return self.model.decoder

    def encode(self, **inputs: Any):
        return self.model(**inputs)

    def forward(self, labels=None, *, logits_to_keep: Any = 0, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.proj_out(wanted(output.last_hidden_state, logits_to_keep))
        loss = None if labels is None else token_loss(logits, labels)
        return CausalLMOutputWithCrossAttentions.of(output, loss=loss, logits=logits)


class WhisperForAudioClassification(Head, WhisperWithEncoder):
    """A class per recording, from the encoder alone: labels [b].

    encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_features.
    """

    base_class = WhisperEncoder
    base_name = "encoder"
    excluded_inputs = ("attention_mask",)
    optional_parts = (
        *(r"^projector\.", r"^classifier\.", r"^layer_weights$"),
        *(r"^(model\.)?decoder\.", r"^proj_out\."),
    )

    def add_head(self, config: WhisperConfig) -> None:
        if config.use_weighted_layer_sum:
            layers = config.encoder_layers + 1
            self.layer_weights = nn.Parameter((layers,), init=Constant(1 / layers))
        self.projector = nn.Linear(config.d_model, config.classifier_proj_size)
        self.classifier = nn.Linear(config.classifier_proj_size, config.num_labels)

    def get_input_embeddings(self):
        return None  # it reads sound

    def get_encoder(self):
        """The encoder: input_features -> what `encoder_outputs` takes."""
        return self.encoder

    def forward(
        self,
        input_features=None,
        encoder_outputs=None,
        labels=None,
        *,
        output_hidden_states: bool = False,
        **inputs: Any,
    ):
        summed = self.config.use_weighted_layer_sum
        if (input_features is None) == (encoder_outputs is None):
            raise InputError("Pass exactly one of input_features and encoder_outputs.")
        if encoder_outputs is None:
            states = output_hidden_states or summed
            output = self.encoder(input_features, output_hidden_states=states, **inputs)
        else:
            output = encoded(encoder_outputs)
        hidden = output.last_hidden_state
        if summed:
            hidden = layer_sum(self.layer_weights, output.hidden_states)
        logits = self.classifier(ops.mean(self.projector(hidden), 1))
        loss = None if labels is None else token_loss(logits, labels)
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)


HEADS = {
    "base": WhisperModel,
    "causal-lm": WhisperForCausalLM,
    "speech-seq2seq": WhisperForConditionalGeneration,
    "audio-classification": WhisperForAudioClassification,
}
