"""Gemma 4's speech encoder: Gemma Team, 2026; after the Universal Speech Model (Zhang et al., 2023,
arXiv:2303.01037).

Two strided convolutions over a log-mel spectrogram, then conformers (Gulati et al., 2020,
arXiv:2005.08100) that attend within a window, block by block, with relative positions
(Dai et al., 2019, arXiv:1901.02860, appendix B).

b batch, f frames of the spectrogram, m mel bins, t frames after the convolutions, n blocks, c
frames of a block, k keys of a block, r relative positions, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

import math

from auto_core.configs.gemma4_audio import Gemma4AudioConfig
from auto_core.outputs import ParakeetEncoderModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.chunked_attention import ChunkedAttention, projected, sinusoids
from ..blocks.clipped_linear import ClippedLinear
from ..blocks.conformer import glu
from ..blocks.losses import widened

FEED_FORWARD, NORM_EPS = 4, 1e-6
LARGEST = {"float16": 65504.0}  # other dtypes have larger numbers than any bound


def bounded(hidden, config: Gemma4AudioConfig):
    """Hidden states between the config's bounds, and those of their dtype."""
    most = min(config.gradient_clipping, LARGEST.get(ops.dtype(hidden), math.inf))
    return ops.clamp(hidden, min=-most, max=most)


class Gemma4AudioSubSampleConvProjectionLayer(nn.Module):
    """A convolution that halves frames and bins, normalised over its channels."""

    def __init__(self, inputs: int, outputs: int, eps: float):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False)
        self.norm = nn.LayerNorm(outputs, eps=eps, bias=False)

    def forward(self, hidden, real):  # [b f m i], [b f] or None -> [b f/2 m/2 o], [b f/2]
        if real is not None:
            hidden = ops.where(ops.unsqueeze(ops.unsqueeze(real, 2), 3), hidden, 0.0)
            real = real[:, ::2]
        return ops.relu(self.norm(self.conv(hidden))), real


class Gemma4AudioSubSampleConvProjection(nn.Module):
    def __init__(self, config: Gemma4AudioConfig):
        super().__init__()
        first, second = config.subsampling_conv_channels
        self.layer0 = Gemma4AudioSubSampleConvProjectionLayer(1, first, config.rms_norm_eps)
        self.layer1 = Gemma4AudioSubSampleConvProjectionLayer(first, second, config.rms_norm_eps)
        self.input_proj_linear = nn.Linear(first // 4 * second, config.hidden_size, bias=False)

    def forward(self, features, real):  # [b f m], [b f] -> [b t d], [b t]
        hidden, real = self.layer0(ops.unsqueeze(features, 3), real)
        hidden, real = self.layer1(hidden, real)
        batch, frames, bins, channels = ops.shape(hidden)
        return self.input_proj_linear(ops.reshape(hidden, (batch, frames, bins * channels))), real


class Gemma4AudioAttention(ChunkedAttention):
    """Attention of each block to the frames around it."""

    def __init__(self, config: Gemma4AudioConfig):
        super().__init__()
        d = config.hidden_size
        s = d // config.num_attention_heads
        self.head_size, self.masked = s, config.attention_invalid_logits_value
        self.set_window(
            config.attention_chunk_size,
            before=config.attention_context_left - 1,
            after=config.attention_context_right,
            cap=config.attention_logit_cap,
        )
        self.q_proj = ClippedLinear(config, d, d)
        self.k_proj = ClippedLinear(config, d, d)
        self.v_proj = ClippedLinear(config, d, d)
        self.post = ClippedLinear(config, d, d)
        self.relative_k_proj = nn.Linear(d, d, bias=False)
        self.per_dim_scale = nn.Parameter((s,), init="zeros")

    def forward(self, hidden, table, attended, attend):  # [b t d], [r d], [b n c k] -> [b t d]
        s = self.head_size
        projections = (self.q_proj, self.k_proj, self.v_proj)
        query, key, value = (widened(split_heads(x(hidden), s)) for x in projections)
        scale = ops.softplus(ops.asarray(self.per_dim_scale)) * (s**-0.5 / math.log(2))
        key = key * (math.log(1 + math.e) / math.log(2))
        distant = projected(self.relative_k_proj, table, s)
        output = self.context(query * scale, key, value, distant, attended, self.masked, attend)
        output = ops.reshape(output, ops.shape(hidden))
        return self.post(ops.cast(output, ops.dtype(hidden)))


class Gemma4AudioFeedForward(nn.Module):
    def __init__(self, config: Gemma4AudioConfig):
        super().__init__()
        d = config.hidden_size
        self.config = config
        self.ffw_layer_1 = ClippedLinear(config, d, FEED_FORWARD * d)
        self.ffw_layer_2 = ClippedLinear(config, FEED_FORWARD * d, d)
        self.pre_layer_norm = nn.RMSNorm(d, eps=NORM_EPS)
        self.post_layer_norm = nn.RMSNorm(d, eps=NORM_EPS)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        output = self.ffw_layer_1(self.pre_layer_norm(bounded(hidden, self.config)))
        output = bounded(self.ffw_layer_2(self.activation(output)), self.config)
        return hidden + self.post_layer_norm(output) * self.config.residual_weight


class Gemma4AudioLightConv1d(nn.Module):
    """A gate, and a depthwise convolution of earlier frames."""

    def __init__(self, config: Gemma4AudioConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.config, self.before = config, config.conv_kernel_size - 1
        self.linear_start = ClippedLinear(config, d, 2 * d)
        self.linear_end = ClippedLinear(config, d, d)
        self.depthwise_conv1d = nn.Conv1d(d, d, config.conv_kernel_size, groups=d, bias=False)
        self.pre_layer_norm = nn.RMSNorm(d, eps=eps)
        self.conv_norm = nn.RMSNorm(d, eps=eps)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        output = glu(self.linear_start(self.pre_layer_norm(hidden)), self.config.hidden_size)
        output = ops.pad(output, [(0, 0), (self.before, 0), (0, 0)], value=0.0)
        output = self.conv_norm(bounded(self.depthwise_conv1d(output), self.config))
        return hidden + self.linear_end(self.activation(output))


class Gemma4AudioLayer(nn.Block):
    def __init__(self, config: Gemma4AudioConfig):
        super().__init__()
        d = config.hidden_size
        self.config = config
        self.feed_forward1 = Gemma4AudioFeedForward(config)
        self.feed_forward2 = Gemma4AudioFeedForward(config)
        self.self_attn = Gemma4AudioAttention(config)
        self.lconv1d = Gemma4AudioLightConv1d(config)
        self.norm_pre_attn = nn.RMSNorm(d, eps=NORM_EPS)
        self.norm_post_attn = nn.RMSNorm(d, eps=NORM_EPS)
        self.norm_out = nn.RMSNorm(d, eps=NORM_EPS)

    def forward(self, hidden, table, attended, attend):  # [b t d] -> [b t d]
        hidden = self.feed_forward1(hidden)
        output = self.norm_pre_attn(bounded(hidden, self.config))
        output = bounded(self.self_attn(output, table, attended, attend), self.config)
        hidden = self.lconv1d(hidden + self.norm_post_attn(output))
        return self.norm_out(bounded(self.feed_forward2(hidden), self.config))


class Gemma4AudioModel(nn.PreTrainedModel):
    """The speech encoder.

    Args of `forward`:
        input_features: log-mel spectrograms [b f m].
        attention_mask: [b f], 1 for frames and 0 for padding.

    Returns `last_hidden_state` [b t d], and `attention_mask` [b t] of its frames.
    """

    config_class = Gemma4AudioConfig
    base_model_prefix = "audio_tower"
    main_input_name = "input_features"
    renames = ((r"^(model\.)?audio_tower\.", ""),)
    ignored_keys = (
        r"^(model\.)?(language_model|vision_tower|embed_vision|embed_audio)\.",
        r"^lm_head\.",
    )

    def __init__(self, config: Gemma4AudioConfig):
        super().__init__(config)
        self.subsample_conv_projection = Gemma4AudioSubSampleConvProjection(config)
        self.layers = nn.ModuleList(
            Gemma4AudioLayer(config) for _ in range(config.num_hidden_layers)
        )
        self.output_proj = nn.Linear(config.hidden_size, config.output_proj_dims)

    def get_input_embeddings(self):
        return self.subsample_conv_projection

    @property
    def keys(self) -> int:
        """How many frames a block's queries may attend to."""
        config = self.config
        before, after = config.attention_context_left - 1, config.attention_context_right
        return config.attention_chunk_size + before + after

    def table(self, hidden):
        """Sinusoids [r d] of distances, the farthest first: sines, then cosines."""
        distance = self.keys // 2 - ops.arange(0, self.keys // 2 + 1, like=hidden, dtype="int64")
        return sinusoids(distance, self.config.hidden_size, like=hidden)

    def mask(self, hidden, real, attention: Gemma4AudioAttention):
        """[b n c k], True where a query attends to a key of its block."""
        frames = ops.shape(hidden)[1]
        keys = attention.real_keys(hidden, real)
        size, before, after = attention.size, attention.before, attention.after
        query = ops.unsqueeze(ops.arange(0, size, like=hidden, dtype="int64"), 1)
        distance = query + before - ops.arange(0, self.keys, like=hidden, dtype="int64")  # [c k]
        near = ((distance >= 0) & (distance < before)) | ((distance < 0) & (-distance < after))
        # Of the last block, what is behind the frames attends to nothing.
        count = ops.shape(keys)[1]
        position = ops.arange(0, count * size, like=hidden, dtype="int64")
        inside = ops.reshape(position < frames, (1, count, size, 1))
        return ops.unsqueeze(keys, 2) & near & inside

    def forward(
        self,
        input_features,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        real = None if attention_mask is None else ops.cast(attention_mask, "int64") != 0
        hidden, real = self.subsample_conv_projection(input_features, real)
        layers = list(self.layers)
        table, mask = self.table(hidden), self.mask(hidden, real, layers[0].self_attn)
        attend = Attention(recorder)
        for layer in layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, table, mask, attend)
        hidden = self.output_proj(hidden)
        recorder.add_hidden_state(hidden)
        return ParakeetEncoderModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            attention_mask=real,
        )


HEADS = {"base": Gemma4AudioModel}
