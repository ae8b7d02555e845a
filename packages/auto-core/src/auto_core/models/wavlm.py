"""WavLM: Chen et al., 2021, arXiv:2110.13900.

The network of wav2vec 2.0 with distances in its attention, which each frame lets in through a
gate of its own.

b batch, t frames, h heads, s size of a head.
"""

from __future__ import annotations

from auto_core.configs.wavlm import WavLMConfig

from .. import nn, ops
from ..blocks.relative_positions import distance_buckets, relative_buckets
from ..blocks.speech_heads import AudioFrameClassification, SpeechClassification, SpeechCTC, XVector
from .wav2vec2 import (
    Wav2Vec2Attention,
    Wav2Vec2Encoder,
    Wav2Vec2EncoderLayer,
    Wav2Vec2Model,
    Wav2Vec2PreTrainedModel,
)


class WavLMAttention(Wav2Vec2Attention):
    """The first layer has the table of distances [buckets h] for all."""

    def __init__(self, config: WavLMConfig, index: int):
        super().__init__(config, index)
        self.gru_rel_pos_const = nn.Parameter((1, self.heads, 1, 1), init="ones")
        self.gru_rel_pos_linear = nn.Linear(self.head_size, 8)
        if index == 0:
            self.rel_attn_embed = nn.Embedding(config.num_buckets, self.heads)

    def forward(self, hidden, visible, bias, *, output_attentions):
        bias = self.gate(hidden) * bias
        output, weights = super().forward(
            hidden, visible, bias, output_attentions=output_attentions
        )
        if weights is not None:  # upstream knows their mean only
            weights = ops.expand(ops.mean(weights, 1, keepdim=True), ops.shape(weights))
        return output, weights

    def gate(self, hidden):  # [b t d] -> [b h t 1]
        batch, tokens, _ = ops.shape(hidden)
        parts = ops.permute(self.split_heads(hidden), (0, 2, 1, 3))  # [b h t s]
        parts = self.gru_rel_pos_linear(parts)
        parts = ops.sum(ops.reshape(parts, (batch, self.heads, tokens, 2, 4)), -1)
        parts = ops.sigmoid(parts)
        update, reset = parts[..., :1], parts[..., 1:]
        return update * (reset * ops.asarray(self.gru_rel_pos_const) - 1.0) + 2.0


class WavLMEncoderLayer(Wav2Vec2EncoderLayer):
    attention_class = WavLMAttention


class WavLMEncoder(Wav2Vec2Encoder):
    layer_class = WavLMEncoderLayer
    keeps_first = True

    def __init__(self, config: WavLMConfig):
        super().__init__(config)
        self.half = config.num_buckets // 2  # for keys before the query; as many for those after
        self.table = distance_buckets(self.half, config.max_bucket_distance)

    def bias(self, hidden):
        tokens = ops.shape(hidden)[1]
        buckets = relative_buckets(self.table, 0, tokens, tokens, ahead=self.half, like=hidden)
        values = self.layers[0].attention.rel_attn_embed(buckets)  # [t t h]
        return ops.unsqueeze(ops.permute(values, (2, 0, 1)), 0)


class WavLMPreTrainedModel(Wav2Vec2PreTrainedModel):
    """What all WavLM models share."""

    config_class = WavLMConfig
    base_model_prefix = "wavlm"


class WavLMModel(Wav2Vec2Model, WavLMPreTrainedModel):
    """WavLM without a head; called like Wav2Vec2Model."""

    config_class = WavLMConfig
    base_model_prefix = "wavlm"
    encoder_class = WavLMEncoder


class WavLMForCTC(SpeechCTC, WavLMPreTrainedModel):
    """Characters of each frame, trained with CTC: labels [b s], -100 where there is none."""

    base_class = WavLMModel


class WavLMForSequenceClassification(SpeechClassification, WavLMPreTrainedModel):
    """A class per recording: labels [b]."""

    base_class = WavLMModel


class WavLMForAudioFrameClassification(AudioFrameClassification, WavLMPreTrainedModel):
    """A class per frame: labels [b t c], 1 for the frame's class."""

    base_class = WavLMModel


class WavLMForXVector(XVector, WavLMPreTrainedModel):
    """A vector of the speaker: labels [b] of speakers."""

    base_class = WavLMModel


HEADS = {
    "base": WavLMModel,
    "ctc": WavLMForCTC,
    "audio-classification": WavLMForSequenceClassification,
    "audio-frame-classification": WavLMForAudioFrameClassification,
    "audio-xvector": WavLMForXVector,
}
