"""data2vec of speech: Baevski et al., 2022, arXiv:2202.03555.

The network of wav2vec 2.0; the positions of frames come from several normed convolutions.

b batch, t frames, d hidden.
"""

from __future__ import annotations

from auto_core.configs.data2vec_audio import Data2VecAudioConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.losses import widened
from ..blocks.variation import variation
from . import wav2vec2


class Data2VecAudioPositionalConvLayer(nn.Module):
    """A grouped convolution, a norm without parameters and an activation."""

    def __init__(self, config: Data2VecAudioConfig):
        super().__init__()
        size, width = config.hidden_size, config.conv_pos_kernel_size
        shape = dict(padding=width // 2, groups=config.num_conv_pos_embedding_groups)
        self.conv = nn.Conv1d(size, size, width, **shape)
        self.is_even = width % 2 == 0
        self.activation = activation(config.feat_extract_activation)

    def forward(self, hidden):  # [b t d] -> [b t d]
        hidden = self.conv(hidden)
        hidden = widened(hidden[:, :-1] if self.is_even else hidden)
        centred = hidden - ops.mean(hidden, -1, keepdim=True)
        variance = ops.mean(centred * centred, -1, keepdim=True)
        return self.activation(centred * ops.rsqrt(variance + wav2vec2.EPS))


class Data2VecAudioPositionalConvEmbedding(nn.Module):
    def __init__(self, config: Data2VecAudioConfig):
        super().__init__()
        layers = range(config.num_conv_pos_embeddings)
        self.layers = nn.ModuleList(Data2VecAudioPositionalConvLayer(config) for _ in layers)

    def forward(self, hidden):  # [b t d] -> [b t d]
        dtype = ops.dtype(hidden)
        for layer in self.layers:
            hidden = ops.cast(layer(hidden), dtype)
        return hidden


class Data2VecAudioEncoder(wav2vec2.Wav2Vec2Encoder):
    positions_class = Data2VecAudioPositionalConvEmbedding


HEADS = variation(
    __name__,
    "Data2VecAudio",
    wav2vec2,
    Data2VecAudioConfig,
    without=("pretraining", "masked-lm"),
    base_model_prefix="data2vec_audio",
    encoder_class=Data2VecAudioEncoder,
    head_initializers=((r"pos_conv_embed\.layers\.\d+\.conv\.weight$", wav2vec2.kaiming),),
)
