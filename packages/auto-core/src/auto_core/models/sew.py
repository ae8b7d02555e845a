"""SEW: Wu et al., 2021, arXiv:2109.06870.

wav2vec 2.0 whose encoder works on squeezed frames, several of which become one and are restored
after it.

b batch, t frames, u squeezed frames, c channels of the convolutions, d hidden.
"""

from __future__ import annotations

from auto_core.configs.sew import SEWConfig

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.layer_drop import LayerDrop
from ..blocks.variation import variation
from . import wav2vec2


class SEWUpsampling(nn.Module):
    def __init__(self, config: SEWConfig):
        super().__init__()
        self.size, self.factor = config.hidden_size, config.squeeze_factor
        self.projection = nn.Linear(self.size, self.size * self.factor)
        self.activation = activation(config.feat_extract_activation)

    def forward(self, hidden, frames):  # [b u d] -> [b t d], the last of which may be zeros
        hidden = self.activation(self.projection(hidden))
        batch, count, _ = ops.shape(hidden)
        hidden = ops.reshape(hidden, (batch, count * self.factor, self.size))
        return ops.pad(hidden, [(0, 0), (0, frames - count * self.factor), (0, 0)], value=0.0)


class Squeezing(nn.Module):
    """Frames before the layers: pooled, with positions. Subclasses are encoders."""

    def __init__(self, config: SEWConfig):
        super().__init__()
        self.factor = config.squeeze_factor
        self.pos_conv_embed = wav2vec2.Wav2Vec2PositionalConvEmbedding(config, stride=self.factor)
        self.upsample = SEWUpsampling(config)

    def squeezed(self, hidden, frame_mask):  # [b t d], [b t] -> [b u d], [b u]
        if frame_mask is not None:
            hidden = ops.where(ops.unsqueeze(frame_mask, 2), hidden, 0.0)
        pooled = ops.avg_pool1d(
            hidden, self.factor, stride=self.factor, padding=0, count_include_pad=True
        )
        batch, count, _ = ops.shape(pooled)
        if frame_mask is not None:
            windows = ops.reshape(frame_mask[:, : count * self.factor], (batch, count, self.factor))
            frame_mask = ops.any(windows, 2)
        return pooled + self.pos_conv_embed(hidden)[:, :count], frame_mask


class SEWEncoder(Squeezing):
    def __init__(self, config: SEWConfig):
        super().__init__(config)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.layers = nn.ModuleList(
            wav2vec2.Wav2Vec2EncoderLayer(config, index)
            for index in range(config.num_hidden_layers)
        )
        self.layerdrop = LayerDrop(config.layerdrop)

    def forward(self, hidden, frame_mask, recorder):
        """[b t d], [b t] -> [b t d]; the hidden states that are recorded are squeezed."""
        frames = ops.shape(hidden)[1]
        hidden, mask = self.squeezed(hidden, frame_mask)
        hidden = self.dropout(self.layer_norm(hidden))
        attend = Attention(recorder, attention_masks.boolean_mask(mask))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = self.layerdrop(layer(hidden, None, attend), hidden)
        recorder.add_hidden_state(hidden)
        return self.upsample(hidden, frames)


class SEWPreTrainedModel(wav2vec2.Wav2Vec2PreTrainedModel):
    """What all SEW models share."""

    config_class = SEWConfig
    base_model_prefix = "sew"
    encoder_class = SEWEncoder
    returns_features = False


class SEWModel(wav2vec2.Wav2Vec2Model, SEWPreTrainedModel):
    """SEW without a head.

    Args of `forward`:
        input_values: [b n], waveforms.
        attention_mask: [b n], 1 for samples and 0 for padding.
        mask_time_indices: [b t], frames to mask instead of those that training samples.
    """

    def add_projection(self, config: SEWConfig) -> None:
        size = config.conv_dim[-1]
        eps = getattr(config, "feature_layer_norm_eps", config.layer_norm_eps)
        self.layer_norm = nn.LayerNorm(size, eps=eps)
        same = size == config.hidden_size
        self.feature_projection = None if same else nn.Linear(size, config.hidden_size)
        self.feature_dropout = nn.Dropout(config.feat_proj_dropout)

    def project(self, features):  # [b t c] -> [b t d], and what was projected
        features = self.layer_norm(features)
        projected = self.feature_projection
        hidden = features if projected is None else projected(features)
        return self.feature_dropout(hidden), features


PREFIX = "SEW"
HEADS = variation(
    __name__,
    "SEW",
    wav2vec2,
    SEWConfig,
    without=("pretraining", "masked-lm", "audio-frame-classification", "audio-xvector"),
)
