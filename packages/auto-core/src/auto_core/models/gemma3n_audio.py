"""Gemma 3n's speech encoder: Gemma Team, 2025; the Universal Speech Model (Zhang et al., 2023,
arXiv:2303.01037).

Two strided convolutions over a log-mel spectrogram, normalised by what came before, then conformers
(Gulati et al., 2020, arXiv:2005.08100) that attend within a window, block by block.

b batch, f frames of the spectrogram, m mel bins, t frames after the convolutions, u frames of the
output, n blocks, c frames of a block, k keys of a block, r relative positions, i and o channels,
s size of a head, d hidden.
"""

from __future__ import annotations

import math

from auto_core.configs.gemma3n_audio import Gemma3nAudioConfig
from auto_core.outputs import Gemma3nAudioEncoderModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention, split_heads
from ..blocks.chunked_attention import ChunkedAttention, projected, sinusoids
from ..blocks.conformer import glu
from ..blocks.losses import widened
from .gemma4_audio import FEED_FORWARD, LARGEST, NORM_EPS


def bounded(hidden, config: Gemma3nAudioConfig):
    """Hidden states between the config's bounds, and those of their dtype."""
    most = min(config.gradient_clipping, LARGEST.get(ops.dtype(hidden), math.inf))
    return ops.clamp(hidden, min=-most, max=most)


class Gemma3nAudioCumulativeGroupNorm(nn.Module):
    """Each frame normalised by the mean and the deviations of all until then."""

    def __init__(self, channels: int, eps: float):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter((channels,), init="ones")

    def forward(self, hidden):  # [b t m o]
        wide = widened(hidden)
        _, frames, bins, channels = ops.shape(wide)
        count = ops.arange(1, frames + 1, like=wide, dtype="int64") * (bins * channels)
        count = ops.reshape(ops.cast(count, ops.dtype(wide)), (1, frames, 1, 1))
        mean = ops.cumsum(ops.sum(wide, (2, 3), keepdim=True), 1) / count
        centred = wide - mean
        variance = ops.cumsum(ops.sum(centred * centred, (2, 3), keepdim=True), 1) / count
        output = centred * ops.rsqrt(variance + self.eps)
        weight = ops.cast(ops.asarray(self.weight), ops.dtype(wide))
        return ops.cast(output * weight, ops.dtype(hidden))


class Gemma3nAudioSSCPConvBlock(nn.Module):
    """A convolution of each frame and those behind it."""

    def __init__(self, config: Gemma3nAudioConfig, index: int):
        super().__init__()
        channels = [1, *config.sscp_conv_channel_size]
        self.frames, _ = kernel = tuple(config.sscp_conv_kernel_size[index])
        self.conv = nn.Conv2d(
            channels[index],
            channels[index + 1],
            kernel,
            stride=tuple(config.sscp_conv_stride_size[index]),
            bias=False,
        )
        eps = config.sscp_conv_group_norm_eps
        self.norm = Gemma3nAudioCumulativeGroupNorm(channels[index + 1], eps)

    def forward(self, hidden):  # [b f m i] -> [b t m' o]
        hidden = ops.pad(hidden, [(0, 0), (0, self.frames - 1), (1, 1), (0, 0)], value=0.0)
        return ops.relu(self.norm(self.conv(hidden)))


class Gemma3nAudioSubSampleConvProjection(nn.Module):
    def __init__(self, config: Gemma3nAudioConfig):
        super().__init__()
        self.bins = config.input_feat_size
        self.conv_0 = Gemma3nAudioSSCPConvBlock(config, 0)
        self.conv_1 = Gemma3nAudioSSCPConvBlock(config, 1)
        size = config.sscp_conv_channel_size[1] * config.bins[1]
        self.input_proj_linear = nn.Linear(size, config.hidden_size, bias=False)

    def forward(self, spectrogram):  # [b f m] -> [b t d]
        hidden = self.conv_1(self.conv_0(ops.unsqueeze(spectrogram, 3)))
        batch, frames, bins, channels = ops.shape(hidden)
        return self.input_proj_linear(ops.reshape(hidden, (batch, frames, bins * channels)))


class Gemma3nAudioRelativePositionEmbedding(nn.Module):
    """Vectors of the distances between a query and its keys."""

    def __init__(self, config: Gemma3nAudioConfig):
        super().__init__()
        d = config.hidden_size
        self.size = d
        self.pos_proj = nn.Linear(d, d, bias=False)

    def forward(self, hidden, distances, head_size: int):  # [b t d], [r] -> [r h s]
        return projected(self.pos_proj, sinusoids(distances, self.size, like=hidden), head_size)


class Gemma3nAudioAttention(ChunkedAttention):
    """Attention of each block to the frames around it."""

    def __init__(self, config: Gemma3nAudioConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.conf_num_attention_heads
        self.set_window(
            config.conf_attention_chunk_size,
            before=max(config.conf_attention_context_left - 1, 0),
            after=config.conf_attention_context_right,
            cap=config.conf_attention_logit_cap,
        )
        self.relative_position_embedding = Gemma3nAudioRelativePositionEmbedding(config)
        self.per_dim_scale = nn.Parameter((self.head_size,), init="zeros")
        self.q_proj = nn.Linear(d, d, bias=False)
        self.k_proj = nn.Linear(d, d, bias=False)
        self.v_proj = nn.Linear(d, d, bias=False)

    def near(self, hidden, keys):  # [b n k] -> [b n c k]
        """Which keys of its block a query attends to: real ones, and near."""
        query = ops.unsqueeze(ops.arange(0, self.size, like=hidden, dtype="int64"), 1)
        distance = ops.arange(0, self.keys, like=hidden, dtype="int64") - query  # [c k]
        near = (distance >= 0) & (distance <= self.before + self.after)
        return ops.unsqueeze(keys, 2) & near

    def forward(self, hidden, keys, attend):  # [b t d], [b n k] -> [b t d]
        s = self.head_size
        projections = (self.q_proj, self.k_proj, self.v_proj)
        query, key, value = (split_heads(x(hidden), s) for x in projections)
        query = query * (s**-0.5 / math.log(2)) * ops.softplus(ops.asarray(self.per_dim_scale))
        distances = self.before - ops.arange(
            0, self.before + self.after + 1, like=hidden, dtype="int64"
        )
        distant = self.relative_position_embedding(hidden, distances, s)
        output = self.context(query, key, value, distant, self.near(hidden, keys), None, attend)
        return ops.reshape(output, ops.shape(hidden))


class Gemma3nAudioConformerAttention(nn.Module):
    def __init__(self, config: Gemma3nAudioConfig):
        super().__init__()
        d = config.hidden_size
        self.config = config
        self.pre_attn_norm = nn.RMSNorm(d, eps=NORM_EPS)
        self.attn = Gemma3nAudioAttention(config)
        self.post = nn.Linear(d, d, bias=False)
        self.post_norm = nn.RMSNorm(d, eps=NORM_EPS)

    def forward(self, hidden, keys, attend):  # [b t d] -> [b t d]
        output = self.pre_attn_norm(bounded(hidden, self.config))
        output = bounded(self.post(self.attn(output, keys, attend)), self.config)
        return hidden + self.post_norm(output)


class Gemma3nAudioConformerFeedForward(nn.Module):
    def __init__(self, config: Gemma3nAudioConfig):
        super().__init__()
        d = config.hidden_size
        self.config = config
        self.pre_layer_norm = nn.RMSNorm(d, eps=NORM_EPS)
        self.ffw_layer_1 = nn.Linear(d, FEED_FORWARD * d, bias=False)
        self.ffw_layer_2 = nn.Linear(FEED_FORWARD * d, d, bias=False)
        self.post_layer_norm = nn.RMSNorm(d, eps=NORM_EPS)

    def forward(self, hidden):  # [b t d] -> [b t d]
        output = self.ffw_layer_1(self.pre_layer_norm(bounded(hidden, self.config)))
        output = bounded(self.ffw_layer_2(ops.silu(output)), self.config)
        return hidden + self.post_layer_norm(output) * self.config.conf_residual_weight


class Gemma3nAudioConformerLightConv1d(nn.Module):
    """A gate, and a depthwise convolution of earlier frames."""

    def __init__(self, config: Gemma3nAudioConfig):
        super().__init__()
        d, eps, kernel = config.hidden_size, config.rms_norm_eps, config.conf_conv_kernel_size
        self.config, self.before = config, kernel - 1
        self.pre_layer_norm = nn.RMSNorm(d, eps=eps)
        self.linear_start = nn.Linear(d, 2 * d, bias=False)
        self.depthwise_conv1d = nn.Conv1d(d, d, kernel, groups=d, bias=False)
        self.conv_norm = nn.RMSNorm(d, eps=eps)
        self.linear_end = nn.Linear(d, d, bias=False)

    def forward(self, hidden):  # [b t d] -> [b t d]
        output = glu(self.linear_start(self.pre_layer_norm(hidden)), self.config.hidden_size)
        output = ops.pad(output, [(0, 0), (self.before, 0), (0, 0)], value=0.0)
        output = self.conv_norm(bounded(self.depthwise_conv1d(output), self.config))
        return hidden + self.linear_end(ops.silu(output))


class Gemma3nAudioConformerBlock(nn.Block):
    def __init__(self, config: Gemma3nAudioConfig):
        super().__init__()
        self.config = config
        self.ffw_layer_start = Gemma3nAudioConformerFeedForward(config)
        self.attention = Gemma3nAudioConformerAttention(config)
        self.lconv1d = Gemma3nAudioConformerLightConv1d(config)
        self.ffw_layer_end = Gemma3nAudioConformerFeedForward(config)
        self.norm = nn.RMSNorm(config.hidden_size, eps=NORM_EPS)

    def forward(self, hidden, real, keys, attend):  # [b t d], [b t], [b n k] -> [b t d]
        hidden = self.attention(self.ffw_layer_start(hidden), keys, attend)
        hidden = self.lconv1d(ops.where(ops.unsqueeze(real, 2), hidden, 0.0))
        return self.norm(bounded(self.ffw_layer_end(hidden), self.config))


class Gemma3nAudioEncoder(nn.PreTrainedModel):
    """The speech encoder.

    Args of `forward`:
        audio_mel: log-mel spectrograms [b f m].
        audio_mel_mask: [b f], True for padding and False for frames.

    Returns:
        Gemma3nAudioEncoderModelOutput: `last_hidden_state` [b u d], zeros where padding is, and
        `audio_mel_mask` [b u], True there.
    """

    config_class = Gemma3nAudioConfig
    base_model_prefix = "audio_tower"
    main_input_name = "audio_mel"
    renames = ((r"^(model\.)?audio_tower\.", ""),)
    ignored_keys = (
        r"^(model\.)?(language_model|vision_tower|embed_vision|embed_audio)\.",
        r"^lm_head\.",
    )

    def __init__(self, config: Gemma3nAudioConfig):
        super().__init__(config)
        self.subsample_conv_projection = Gemma3nAudioSubSampleConvProjection(config)
        self.conformer = nn.ModuleList(
            Gemma3nAudioConformerBlock(config) for _ in range(config.conf_num_hidden_layers)
        )

    def get_input_embeddings(self):
        return self.subsample_conv_projection

    def padding(self, hidden, audio_mel, padding):
        """[b t], True for padding: what the first frame is that a vector is made of."""
        batch, frames = ops.shape(audio_mel)[:2]
        if padding is None:
            return ops.zeros((batch, ops.shape(hidden)[1]), like=hidden) == 1
        (first, _), (second, _) = self.config.sscp_conv_stride_size
        index = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64") * (first * second)
        index = ops.clamp(index, min=0, max=frames - 1)
        return ops.take(ops.cast(padding, "int64"), index, 1) != 0

    def forward(
        self,
        audio_mel,
        audio_mel_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.subsample_conv_projection(audio_mel)
        padding = self.padding(hidden, audio_mel, audio_mel_mask)
        layers, real = list(self.conformer), padding == False  # noqa: E712
        attend = Attention(recorder)
        if layers:
            keys = layers[0].attention.attn.real_keys(hidden, real)
            for layer in layers:
                recorder.add_hidden_state(hidden)
                hidden = layer(hidden, real, keys, attend)
        reduce = self.config.conf_reduction_factor
        hidden, padding = hidden[:, ::reduce], padding[:, ::reduce]
        hidden = ops.where(ops.unsqueeze(padding, 2), 0.0, hidden)
        recorder.add_hidden_state(hidden)
        return Gemma3nAudioEncoderModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            audio_mel_mask=padding,
        )


HEADS = {"base": Gemma3nAudioEncoder}
