"""Speech to text of fairseq: Wang et al., 2020, arXiv:2010.05171.

Strided gated convolutions over log-mel filter banks, then a transformer of an encoder and a
decoder, normed before each part, with sinusoidal positions.

b batch, f frames, m mel bins, k positions of the encoder, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.speech_to_text import Speech2TextConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import recorded
from ..blocks.conformer import glu
from ..blocks.layer_drop import LayerDrop
from ..blocks.position_ids import sinusoids, unpadded_positions
from ..blocks.seq2seq import encoded, joined, with_return_dict
from ..blocks.seq2seq_heads import Seq2SeqLM
from .bart import NORM_EPS, BartLayers


class Conv1dSubsampler(nn.Module):
    """Convolutions of stride 2, each with a gated linear unit."""

    def __init__(self, config: Speech2TextConfig):
        super().__init__()
        inputs = config.input_feat_per_channel * config.input_channels
        middle, last = config.conv_channels, len(config.conv_kernel_sizes) - 1
        self.sizes = [config.d_model if i == last else middle // 2 for i in range(last + 1)]
        self.conv_layers = nn.ModuleList(
            nn.Conv1d(middle // 2 if i else inputs, 2 * self.sizes[i], k, stride=2, padding=k // 2)
            for i, k in enumerate(config.conv_kernel_sizes)
        )

    def forward(self, hidden):  # [b f m] -> [b k d]
        for conv, size in zip(self.conv_layers, self.sizes, strict=True):
            hidden = glu(conv(hidden), size)
        return hidden


def shortened_mask(config: Speech2TextConfig, attention_mask, count):
    """[b k] booleans, False at padding, from a mask of frames [b f]; `count` is k."""
    lengths = ops.sum(ops.cast(attention_mask, "int64"), 1)
    for _ in config.conv_kernel_sizes:
        lengths = (lengths - 1) // 2 + 1
    positions = ops.arange(0, count, like=attention_mask, dtype="int64")
    return ops.unsqueeze(positions, 0) < ops.unsqueeze(lengths, 1)


class Speech2TextStack(BartLayers):
    """What encoder and decoder share."""

    def __init__(self, config: Speech2TextConfig, *, decoder: bool):
        super().__init__()
        self.config = config
        self.size, self.pad = config.d_model, config.pad_token_id
        self.scale = self.size**0.5 if config.scale_embedding else 1.0
        layers = range(config.decoder_layers if decoder else config.encoder_layers)
        self.layers = nn.ModuleList(self.layer_class(config, decoder=decoder) for _ in layers)
        self.layer_norm = nn.LayerNorm(self.size, eps=NORM_EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.layerdrop = LayerDrop(
            config.decoder_layerdrop if decoder else config.encoder_layerdrop
        )

    def positions(self, index, like):  # [b t] -> [b t d], zeros for padding
        table = sinusoids(index, self.size, interleaved=False, like=like)
        return ops.where(ops.unsqueeze(index != self.pad, -1), table, 0.0)


class Speech2TextEncoder(Speech2TextStack):
    """The encoder of filter banks.

    Args of `forward`:
        input_features: [b f m].
        attention_mask: [b f], 1 for frames and 0 for padding.
    """

    def __init__(self, config: Speech2TextConfig):
        super().__init__(config, decoder=False)
        self.conv = Conv1dSubsampler(config)

    @with_return_dict
    def forward(
        self,
        input_features,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        hidden = self.conv(input_features) * self.scale
        batch, count, _ = ops.shape(hidden)
        mask, padding = None, ops.zeros((batch, count), like=hidden, dtype="int64")
        if attention_mask is not None:
            mask = shortened_mask(self.config, attention_mask, count)
            padding = ops.cast(~mask, "int64")
        # As upstream, which looks for the id of padding tokens in a mask of padding: by the usual
        # id, 1, frames are counted and padding is not.
        index = unpadded_positions(padding, None, pad=self.pad, start=0)
        hidden = self.dropout(hidden + self.positions(index, hidden))
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        hidden = self.run_layers(hidden, recorder, attention_masks.boolean_mask(mask))
        hidden = self.layer_norm(hidden)
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class Speech2TextDecoder(Speech2TextStack):
    def __init__(self, config: Speech2TextConfig):
        super().__init__(config, decoder=True)
        self.embed_tokens = nn.Embedding(config.vocab_size, self.size, padding_idx=self.pad)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
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
        hidden = self.embed_tokens(input_ids) * self.scale if inputs_embeds is None else None
        hidden = inputs_embeds if hidden is None else hidden
        mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        start = kv_cache.filled(past)
        index = unpadded_positions(input_ids, inputs_embeds, pad=self.pad, start=start)
        hidden = self.dropout(hidden + self.positions(index, hidden))
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        context_mask = attention_masks.boolean_mask(encoder_attention_mask)
        hidden = self.run_layers(
            hidden, recorder, mask, encoder_hidden_states, context_mask, past, causal=causal
        )
        hidden = self.layer_norm(hidden)
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class Speech2TextPreTrainedModel(nn.PreTrainedModel):
    """What all Speech2Text models share."""

    config_class = Speech2TextConfig
    base_model_prefix = "model"
    main_input_name = "input_features"
    ignored_keys = (r"embed_positions\.weights$",)  # the sinusoids, in older files


class Speech2TextModel(Speech2TextPreTrainedModel):
    """Speech2Text without a head.

    Args of `forward`:
        input_features: [b f m], log-mel filter banks.
        attention_mask: [b f], 1 for frames and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_features.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k d], and on request hidden states and attentions.
    """

    def __init__(self, config: Speech2TextConfig):
        super().__init__(config)
        self.encoder = Speech2TextEncoder(config)
        self.decoder = Speech2TextDecoder(config)

    def get_input_embeddings(self):
        return self.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.decoder.embed_tokens = value

    def get_encoder(self):
        """The encoder: (input_features, attention_mask) -> what `encoder_outputs` takes."""
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
        if encoder_outputs is None:
            encoder = self.encoder(input_features, attention_mask, **requests)
        else:
            encoder = encoded(encoder_outputs)
        mask = None
        if attention_mask is not None:
            count = ops.shape(encoder.last_hidden_state)[1]
            mask = shortened_mask(self.config, attention_mask, count)
        decoder = self.decoder(
            decoder_input_ids,
            decoder_attention_mask,
            encoder.last_hidden_state,
            mask,
            past_key_values,
            decoder_inputs_embeds,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            **requests,
        )
        return joined(encoder, decoder)


class Speech2TextForConditionalGeneration(Seq2SeqLM, Speech2TextPreTrainedModel):
    """The next token of the transcript. labels [b t], -100 where they do not count; without
    decoder_input_ids, the decoder reads them shifted by one."""

    base_class = Speech2TextModel
    cache_with_labels = True
    tied_weights = {"lm_head.weight": "model.decoder.embed_tokens.weight"}

    def get_encoder(self) -> Any:
        """The encoder: (input_features, attention_mask) -> what `encoder_outputs` takes."""
        return self.model.encoder

    def get_decoder(self) -> Any:
        return self.model.decoder


HEADS = {"base": Speech2TextModel, "speech-seq2seq": Speech2TextForConditionalGeneration}
