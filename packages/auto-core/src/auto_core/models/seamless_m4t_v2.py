"""SeamlessM4T, its second version: Seamless Communication, 2023, arXiv:2312.05187.

Causal conformers that attend within chunks, and units of all characters at once (UnitY2): each
hidden state of the text decoder is repeated once per character, each of these for as many units as
a network predicts.

b batch, t tokens, c characters, f frames, u units, d hidden, v units there are.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from auto_core.configs.seamless_m4t import SeamlessConfig
from auto_core.configs.seamless_m4t_v2 import SeamlessM4Tv2Config
from auto_core.outputs import SeamlessM4Tv2TextToUnitOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.conformer import ConformerShape
from ..blocks.layer_drop import LayerDrop
from ..blocks.losses import token_loss
from ..blocks.position_ids import sinusoids
from ..blocks.seq2seq import encoded
from ..blocks.variation import variation
from . import bart, seamless_m4t

KERNEL = 7  # of the convolutions between units


class SeamlessM4Tv2ConformerEncoder(seamless_m4t.SeamlessM4TConformerEncoder):
    def __init__(self, config: Any, shape: ConformerShape):
        super().__init__(config, shape)
        self.chunk, self.left = (
            config.speech_encoder_chunk_size,
            config.speech_encoder_left_chunk_num,
        )

    def attended(self, frame_mask, hidden):
        """Frames of the same chunk, and of so many before it; all before it for a negative
        number."""
        mask = attention_masks.boolean_mask(frame_mask)
        if self.chunk is None:
            return mask
        index = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
        chunk = index // self.chunk
        query, key = ops.unsqueeze(chunk, 1), ops.unsqueeze(chunk, 0)
        near = key <= query
        if self.left >= 0:
            near = near & (key >= query - self.left)
        near = ops.unsqueeze(ops.unsqueeze(near, 0), 0)
        return near if mask is None else mask & near


class SeamlessM4Tv2SpeechEncoder(seamless_m4t.SeamlessM4TSpeechEncoder):
    encoder_class = SeamlessM4Tv2ConformerEncoder


class SeamlessM4Tv2TextToUnitDecoderLayer(nn.Block):
    """Attention, then two convolutions over time, each added to its input and normed."""

    def __init__(self, config: Any):
        super().__init__()
        d = config.hidden_size
        self.self_attn = bart.BartAttention(config, config.decoder_attention_heads, d)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=seamless_m4t.EPS)
        self.conv1 = nn.Conv1d(d, d, KERNEL, padding=KERNEL // 2)
        self.conv2 = nn.Conv1d(d, d, KERNEL, padding=KERNEL // 2)
        self.conv_layer_norm = nn.LayerNorm(d, eps=seamless_m4t.EPS)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, counted, attend):  # [b u d], [b u 1] -> [b u d]
        hidden = self.self_attn_layer_norm(hidden + self.self_attn(hidden, attend))
        change = self.conv1(ops.where(counted, hidden, 0.0))
        change = self.conv2(self.activation(ops.where(counted, change, 0.0)))
        return self.conv_layer_norm(hidden + self.dropout(change))


class SeamlessM4Tv2TextToUnitDecoder(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        d = self.size = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.embed_char = nn.Embedding(config.char_vocab_size, d)
        self.pos_emb_alpha_char = nn.Parameter((1,), init="ones")
        self.pos_emb_alpha = nn.Parameter((1,), init="ones")
        self.duration_predictor = seamless_m4t.SeamlessM4TVariancePredictor(
            config.variance_predictor_embed_dim,
            config.variance_predictor_hidden_dim,
            config.variance_predictor_kernel_size,
            config.variance_pred_dropout,
        )
        layers = range(config.decoder_layers)
        self.layers = nn.ModuleList(SeamlessM4Tv2TextToUnitDecoderLayer(config) for _ in layers)
        self.layer_norm = nn.LayerNorm(d, eps=seamless_m4t.EPS)
        self.dropout = nn.Dropout(config.dropout)
        self.layerdrop = LayerDrop(config.decoder_layerdrop)
        self.scale = d**0.5 if config.scale_embedding else 1.0
        self.first = config.pad_token_id + 1

    def positions(self, hidden):  # [b t d] -> [t d]
        index = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64") + self.first
        return sinusoids(index, self.size, interleaved=False, like=hidden)

    def forward(self, characters, counts, hidden, recorder):
        """[b c], [b t] characters of each hidden state [b t d] -> [b u d], [b u] which count"""
        held = counted(counts, ops.shape(characters)[1])
        hidden = seamless_m4t.repeated(hidden, counts)
        waves = ops.asarray(self.pos_emb_alpha_char) * self.positions(hidden)
        hidden = self.embed_char(characters) * self.scale + waves + hidden
        durations = self.duration_predictor.durations(hidden, counted=held)
        durations = ops.where(held, durations, 0)
        hidden = seamless_m4t.repeated(hidden, durations)
        hidden = hidden + ops.asarray(self.pos_emb_alpha) * self.positions(hidden)
        held = counted(durations, ops.shape(hidden)[1])
        hidden = self.dropout(hidden)
        attend = Attention(recorder, attention_masks.boolean_mask(held))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = self.layerdrop(layer(hidden, ops.unsqueeze(held, 2), attend), hidden)
        hidden = self.layer_norm(hidden)
        recorder.add_hidden_state(hidden)
        return hidden, held


def counted(counts, steps):
    """[b t] -> [b u] booleans: as many as the counts of a row add up to."""
    index = ops.arange(0, steps, like=counts, dtype="int64")
    return ops.unsqueeze(index, 0) < ops.sum(counts, 1, keepdim=True)


class SeamlessM4Tv2TextToUnitModel(nn.Module):
    def __init__(self, config: SeamlessConfig):
        super().__init__()
        self.encoder = seamless_m4t.SeamlessM4TUnitEncoder(config)
        self.decoder = SeamlessM4Tv2TextToUnitDecoder(config)


class SeamlessM4Tv2TextToUnitForConditionalGeneration(nn.PreTrainedModel):
    """The units of a translation, all at once.

    Args of `forward`:
        inputs_embeds: [b t d], hidden states of the text decoder; with attention_mask [b t].
        char_input_ids: [b c], the translation's characters; with char_count_per_id [b t], how many
            of them each hidden state has.
        encoder_outputs: of an earlier call, instead of inputs_embeds.
        labels: [b u], -100 where they do not count.

    Returns:
        SeamlessM4Tv2TextToUnitOutput: as last_hidden_state the logits [b u v], padding_mask [b u],
        1 for units and 0 for padding, and on request hidden states and attentions.
    """

    config_class = SeamlessM4Tv2Config
    base_model_prefix = "seamless_m4t_v2"
    main_input_name = "inputs_embeds"
    tied_weights = {"lm_head.weight": "model.decoder.embed_tokens.weight"}

    def __init__(self, config: SeamlessConfig):
        config = config.t2u()
        super().__init__(config)
        self.model = SeamlessM4Tv2TextToUnitModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def get_input_embeddings(self):
        return self.model.decoder.embed_tokens

    def set_input_embeddings(self, value):
        self.model.decoder.embed_tokens = value

    def forward(
        self,
        inputs_embeds=None,
        char_input_ids=None,
        char_count_per_id=None,
        attention_mask=None,
        encoder_outputs=None,
        labels=None,
        *,
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
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        hidden, held = self.model.decoder(
            char_input_ids, char_count_per_id, encoder.last_hidden_state, recorder
        )
        logits = self.lm_head(hidden)
        return SeamlessM4Tv2TextToUnitOutput(
            last_hidden_state=logits,
            padding_mask=ops.cast(held, ops.dtype(logits)),
            decoder_hidden_states=recorder.hidden_states,
            decoder_attentions=recorder.attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
            loss=None if labels is None else token_loss(logits, labels),
        )


class SeamlessM4Tv2PreTrainedModel(seamless_m4t.SeamlessM4TPreTrainedModel):
    """What all models of the second version share."""

    config_class = SeamlessM4Tv2Config
    base_model_prefix = "seamless_m4t_v2"
    speech_class = SeamlessM4Tv2SpeechEncoder
    units_class = SeamlessM4Tv2TextToUnitForConditionalGeneration

    def conformer_shape(self, config: Any) -> ConformerShape:
        return dataclasses.replace(
            seamless_m4t.shape_of(config),
            causal=True,
            before=config.left_max_position_embeddings,
            after=config.right_max_position_embeddings,
        )


class SeamlessM4Tv2ForSpeechToSpeech(
    seamless_m4t.SeamlessM4TForSpeechToSpeech, SeamlessM4Tv2PreTrainedModel
):
    pass


HEADS = variation(__name__, "SeamlessM4Tv2", seamless_m4t, SeamlessM4Tv2Config)
