"""WavLM: Chen et al., 2021, arXiv:2110.13900.

The network of wav2vec 2.0 with a relative position bias in its attention, gated by each query.

b batch, t frames, h heads, s size of a head.
"""

from __future__ import annotations

from auto_core.configs.wavlm import WavLMConfig

from .. import nn, ops
from ..blocks.attention import Attention, split_heads
from ..blocks.relative_positions import distance_buckets, relative_buckets
from ..blocks.variation import variation
from . import wav2vec2


class WavLMAttention(wav2vec2.Wav2Vec2Attention):
    """The first layer has the table of relative positions [buckets h] for all."""

    def __init__(self, config: WavLMConfig, index: int):
        super().__init__(config, index)
        self.gru_rel_pos_const = nn.Parameter((1, self.heads, 1, 1), init="ones")
        self.gru_rel_pos_linear = nn.Linear(self.head_size, 8)
        if index == 0:
            self.rel_attn_embed = nn.Embedding(config.num_buckets, self.heads)

    def forward(self, hidden, bias, attend):  # [b t d], [1 h t t] -> [b t d]
        return super().forward(hidden, self.gate(hidden) * bias, attend)

    def gate(self, hidden):  # [b t d] -> [b h t 1]
        batch, tokens, _ = ops.shape(hidden)
        parts = ops.permute(split_heads(hidden, self.head_size), (0, 2, 1, 3))  # [b h t s]
        parts = self.gru_rel_pos_linear(parts)
        parts = ops.sum(ops.reshape(parts, (batch, self.heads, tokens, 2, 4)), -1)
        parts = ops.sigmoid(parts)
        update, reset = parts[..., :1], parts[..., 1:]
        return update * (reset * ops.asarray(self.gru_rel_pos_const) - 1.0) + 2.0


class WavLMEncoderLayer(wav2vec2.Wav2Vec2EncoderLayer):
    attention_class = WavLMAttention


class AveragedAttention(Attention):
    """Attention that records the mean weights of all heads, as upstream."""

    def record(self, weights) -> None:
        mean = ops.mean(weights, 1, keepdim=True)
        super().record(ops.expand(mean, ops.shape(weights)))


class WavLMEncoder(wav2vec2.Wav2Vec2Encoder):
    layer_class = WavLMEncoderLayer
    attend_class = AveragedAttention
    keeps_first = True

    def __init__(self, config: WavLMConfig):
        super().__init__(config)
        self.half = config.num_buckets // 2  # for keys before the query; as many for those after
        self.table = distance_buckets(self.half, config.max_bucket_distance)

    def attention_bias(self, hidden):
        tokens = ops.shape(hidden)[1]
        buckets = relative_buckets(self.table, 0, tokens, tokens, ahead=self.half, like=hidden)
        values = self.layers[0].attention.rel_attn_embed(buckets)  # [t t h]
        return ops.unsqueeze(ops.permute(values, (2, 0, 1)), 0)


HEADS = variation(
    __name__,
    "WavLM",
    wav2vec2,
    WavLMConfig,
    without=("pretraining", "masked-lm"),
    base_model_prefix="wavlm",
    encoder_class=WavLMEncoder,
)
