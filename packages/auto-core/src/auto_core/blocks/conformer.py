"""Conformer layers: Gulati et al., 2020, arXiv:2005.08100.

Half a feed-forward, self-attention, a convolution module, and half a feed-forward. Positions are
relative as in Transformer-XL (Dai et al., 2019, arXiv:1901.02860), clipped relative keys (Shaw et
al., 2018, arXiv:1803.02155), rotary, or none.

b batch, t frames, u frames after an adapter, d hidden, h heads, s size of a head, m bins, c
channels.
"""

from __future__ import annotations

from dataclasses import dataclass

from auto_core.initializers import Init
from auto_core.recorder import Recorder

from .. import nn, ops
from .activations import activation
from .attention import Attention, split_heads
from .image_heads import Identity
from .position_ids import sinusoids
from .rotary import rotate

RELATIVE, RELATIVE_KEY, ROTARY = "relative", "relative_key", "rotary"
MOMENTUM = 0.1  # of the batch norm


@dataclass(frozen=True)
class ConformerShape:
    """Sizes and options of a layer.

    Attributes:
        positions: "relative", "relative_key", "rotary" or None.
        before, after: distances of which "relative_key" has a key each, on either side.
        rotary_base: of the angles' frequencies.
        kernel: of the depthwise convolution.
        causal: whether that convolution looks at earlier frames alone, and has a layer norm after
            it rather than a batch norm.
        dropout, inner_dropout, attention_dropout, conv_dropout: of outputs of the feed-forwards,
            inside them, of attention and its output, and of the convolution module.
    """

    hidden_size: int
    num_heads: int
    intermediate_size: int
    hidden_act: str
    eps: float
    kernel: int
    positions: str | None
    before: int = 0
    after: int = 0
    rotary_base: float = 10000.0
    causal: bool = False
    dropout: float = 0.0
    inner_dropout: float = 0.0
    attention_dropout: float = 0.0
    conv_dropout: float = 0.0

    @property
    def head_size(self) -> int:
        return self.hidden_size // self.num_heads


# --- positions ----------------------------------------------------------------------------------


def relative_table(hidden):
    """Sinusoids [2t-1 d] of the distances t-1, ..., 0, ..., 1-t for hidden states [b t d]."""
    frames, size = ops.shape(hidden)[1:]
    distance = (frames - 1) - ops.arange(0, 2 * frames - 1, like=hidden, dtype="int64")
    return sinusoids(distance, size, interleaved=True, like=hidden)


def shifted(scores):
    """Scores [b h t 2t-1] of the distances t-1 to 1-t as scores of keys [b h t t]."""
    batch, heads, frames, distances = ops.shape(scores)
    scores = ops.pad(scores, [(0, 0), (0, 0), (0, 0), (1, 0)], value=0.0)
    scores = ops.reshape(scores, (batch, heads, distances + 1, frames))[:, :, 1:]
    return ops.reshape(scores, (batch, heads, frames, distances))[..., :frames]


def rotary_frequencies(shape: ConformerShape) -> tuple[float, ...]:
    """[s/2]"""
    size = shape.head_size
    return tuple(shape.rotary_base ** (-i / size) for i in range(0, size, 2))


def rotary_table(frequency, hidden):
    """Cosines and sines [2 1 t 1 s] of every frame of [b t d], from frequencies [s/2]."""
    frames = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
    angle = ops.unsqueeze(ops.cast(frames, ops.dtype(frequency)), 1) * frequency
    angle = ops.cat([angle, angle], -1)
    table = ops.cast(ops.stack([ops.cos(angle), ops.sin(angle)], 0), ops.dtype(hidden))
    return ops.unsqueeze(ops.unsqueeze(table, 1), 3)


class RelativePositions(nn.Module):
    """Sinusoids [2t-1 d]."""

    def forward(self, hidden):
        return relative_table(hidden)


class RotaryPositions(nn.Module):
    """Cosines and sines [2 1 t 1 s]."""

    def __init__(self, shape: ConformerShape):
        super().__init__()
        self.frequencies = rotary_frequencies(shape)

    def forward(self, hidden):
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        return rotary_table(ops.asarray(self.frequencies, like=hidden, dtype=wide), hidden)


def positions_of(shape: ConformerShape):
    """The module that makes the table of positions for all layers, or None."""
    if shape.positions == RELATIVE:
        return RelativePositions()
    return RotaryPositions(shape) if shape.positions == ROTARY else None


# --- parts of a layer ---------------------------------------------------------------------------


def glu(x, size: int):
    """[b t 2d] -> [b t d]: Dauphin et al., 2016, arXiv:1612.08083."""
    values, gate = ops.split(x, [size, size], -1)
    return values * ops.sigmoid(gate)


class ConformerFeedForward(nn.Module):
    def __init__(self, shape: ConformerShape):
        super().__init__()
        self.intermediate_dense = nn.Linear(shape.hidden_size, shape.intermediate_size)
        self.intermediate_dropout = nn.Dropout(shape.inner_dropout)
        self.output_dense = nn.Linear(shape.intermediate_size, shape.hidden_size)
        self.output_dropout = nn.Dropout(shape.dropout)
        self.activation = activation(shape.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        hidden = self.intermediate_dropout(self.activation(self.intermediate_dense(hidden)))
        return self.output_dropout(self.output_dense(hidden))


class ConformerAttention(nn.Module):
    def __init__(self, shape: ConformerShape):
        super().__init__()
        d, self.head_size, self.kind = shape.hidden_size, shape.head_size, shape.positions
        self.linear_q = nn.Linear(d, d)
        self.linear_k = nn.Linear(d, d)
        self.linear_v = nn.Linear(d, d)
        self.linear_out = nn.Linear(d, d)
        self.dropout = nn.Dropout(shape.attention_dropout)
        if self.kind == RELATIVE:
            self.linear_pos = nn.Linear(d, d, bias=False)
            self.pos_bias_u = nn.Parameter((shape.num_heads, self.head_size), init="zeros")
            self.pos_bias_v = nn.Parameter((shape.num_heads, self.head_size), init="zeros")
        if self.kind == RELATIVE_KEY:
            self.before, self.after = shape.before, shape.after
            self.distance_embedding = nn.Embedding(self.before + self.after + 1, self.head_size)

    def forward(self, hidden, positions, attend):
        """[b t d] -> [b t d]; `positions` as the module of `positions_of` makes them."""
        source = hidden
        if self.kind == ROTARY:  # before the projections, unlike RoFormer
            heads = split_heads(hidden, self.head_size)
            source = ops.reshape(rotate(heads, positions[0], positions[1]), ops.shape(hidden))
        projected = self.linear_q(source), self.linear_k(source), self.linear_v(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        scale, bias = self.head_size**-0.5, None
        if self.kind == RELATIVE:
            bias = scale * self.relative_scores(query, positions)
            query = query + ops.asarray(self.pos_bias_u)
        elif self.kind == RELATIVE_KEY:
            bias = scale * self.key_scores(query)
        options = dict(scale=scale, bias=bias, dropout=self.dropout)
        return self.linear_out(attend(query, key, value, **options))

    def relative_scores(self, query, positions):  # [b t h s], [2t-1 d] -> [b h t t]
        keys = split_heads(ops.unsqueeze(self.linear_pos(positions), 0), self.head_size)[0]
        return shifted(ops.einsum("bqhs,khs->bhqk", query + ops.asarray(self.pos_bias_v), keys))

    def key_scores(self, query):  # [b t h s] -> [b h t t]
        frames = ops.arange(0, ops.shape(query)[1], like=query, dtype="int64")
        distance = ops.unsqueeze(frames, 0) - ops.unsqueeze(frames, 1)
        distance = ops.clamp(distance, min=-self.before, max=self.after)
        keys = self.distance_embedding(distance + self.before)  # [t t s]
        return ops.einsum("bqhs,qks->bhqk", query, keys)


class ConformerConvolution(nn.Module):
    """A gated linear unit and a depthwise convolution over time."""

    def __init__(self, shape: ConformerShape):
        super().__init__()
        d, self.causal, self.kernel = shape.hidden_size, shape.causal, shape.kernel
        self.size = d
        self.layer_norm = nn.LayerNorm(d, eps=shape.eps)
        self.pointwise_conv1 = nn.Conv1d(d, 2 * d, 1, bias=False)
        around = 0 if self.causal else (self.kernel - 1) // 2
        depthwise = dict(padding=around, groups=d, bias=False)
        self.depthwise_conv = nn.Conv1d(d, d, self.kernel, **depthwise)
        if self.causal:
            self.depthwise_layer_norm = nn.LayerNorm(d, eps=shape.eps)
        else:
            self.batch_norm = nn.BatchNorm1d(d, eps=1e-5, momentum=MOMENTUM)
        self.pointwise_conv2 = nn.Conv1d(d, d, 1, bias=False)
        self.activation = activation(shape.hidden_act)
        self.dropout = nn.Dropout(shape.conv_dropout)

    def forward(self, hidden, frame_mask):  # [b t d], [b t] or None -> [b t d]
        hidden = self.layer_norm(hidden)
        if frame_mask is not None:
            hidden = ops.where(ops.unsqueeze(frame_mask, 2), hidden, 0.0)
        hidden = glu(self.pointwise_conv1(hidden), self.size)
        if self.causal:
            hidden = ops.pad(hidden, [(0, 0), (self.kernel - 1, 0), (0, 0)], value=0.0)
        hidden = self.depthwise_conv(hidden)
        hidden = self.depthwise_layer_norm(hidden) if self.causal else self.batch_norm(hidden)
        return self.dropout(self.pointwise_conv2(self.activation(hidden)))


class GatedConvolution(nn.Module):
    """The convolution module of Parakeet and ESPnet: normalised outside, with biases."""

    def __init__(self, size: int, kernel: int, *, bias: bool, act: str):
        super().__init__()
        self.size = size
        self.pointwise_conv1 = nn.Conv1d(size, 2 * size, 1, bias=bias)
        around = dict(padding=(kernel - 1) // 2, groups=size, bias=bias)
        self.depthwise_conv = nn.Conv1d(size, size, kernel, **around)
        self.norm = nn.BatchNorm1d(size, eps=1e-5, momentum=MOMENTUM)
        self.pointwise_conv2 = nn.Conv1d(size, size, 1, bias=bias)
        self.activation = activation(act)

    def forward(self, hidden, frame_mask=None):  # [b t d], [b t] or None -> [b t d]
        hidden = glu(self.pointwise_conv1(hidden), self.size)
        if frame_mask is not None:
            hidden = ops.where(ops.unsqueeze(frame_mask, 2), hidden, 0.0)
        return self.pointwise_conv2(self.activation(self.norm(self.depthwise_conv(hidden))))


class ConformerLayer(nn.Block):
    def __init__(self, shape: ConformerShape):
        super().__init__()
        d, eps = shape.hidden_size, shape.eps
        self.ffn1_layer_norm = nn.LayerNorm(d, eps=eps)
        self.ffn1 = ConformerFeedForward(shape)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.self_attn = ConformerAttention(shape)
        self.self_attn_dropout = nn.Dropout(shape.attention_dropout)
        self.conv_module = ConformerConvolution(shape)
        self.ffn2_layer_norm = nn.LayerNorm(d, eps=eps)
        self.ffn2 = ConformerFeedForward(shape)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)

    def forward(self, hidden, frame_mask, positions, attend):
        """[b t d] -> [b t d]; `frame_mask` [b t] is of the convolution."""
        hidden = hidden + 0.5 * self.ffn1(self.ffn1_layer_norm(hidden))
        output = self.self_attn(self.self_attn_layer_norm(hidden), positions, attend)
        hidden = hidden + self.self_attn_dropout(output)
        hidden = hidden + self.conv_module(hidden, frame_mask)
        hidden = hidden + 0.5 * self.ffn2(self.ffn2_layer_norm(hidden))
        return self.final_layer_norm(hidden)


class ConformerAdapterLayer(nn.Module):
    """Strided gated convolutions of the residual and of what attends, then a transformer layer."""

    def __init__(self, shape: ConformerShape, *, kernel: int, stride: int, dropout: float):
        super().__init__()
        d, eps = shape.hidden_size, shape.eps
        self.size = d
        strided = dict(stride=stride, padding=stride // 2)
        self.residual_layer_norm = nn.LayerNorm(d, eps=eps)
        self.residual_conv = nn.Conv1d(d, 2 * d, kernel, **strided)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.self_attn_conv = nn.Conv1d(d, 2 * d, kernel, **strided)
        self.self_attn = ConformerAttention(shape)
        self.self_attn_dropout = nn.Dropout(dropout)
        self.ffn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.ffn = ConformerFeedForward(shape)

    def forward(self, hidden, lengths):  # [b t d], [b] frames of the result or None -> [b u d]
        residual = glu(self.residual_conv(self.residual_layer_norm(hidden)), self.size)
        hidden = glu(self.self_attn_conv(self.self_attn_layer_norm(hidden)), self.size)
        mask = None
        if lengths is not None:
            frames = ops.arange(0, ops.shape(hidden)[1], like=lengths, dtype="int64")
            mask = ops.unsqueeze(ops.unsqueeze(frames < ops.unsqueeze(lengths, 1), 1), 1)
        hidden = self.self_attn(hidden, None, Attention(Recorder(), mask))
        hidden = residual + self.self_attn_dropout(hidden)
        return hidden + self.ffn(self.ffn_layer_norm(hidden))


def adapted_lengths(lengths, *, kernel: int, stride: int):
    """Frames [b] after an adapter's layer, as upstream counts them."""
    return (lengths + 2 * (kernel // 2) - kernel) // stride + 1


# --- what stands before the layers --------------------------------------------------------------

STRIDED, POINTWISE, ACTIVATION = "strided", "pointwise", "activation"


def subsampling_kinds(convolutions: int) -> tuple[str, ...]:
    """The modules of `subsampling`, one after the other."""
    return (STRIDED, ACTIVATION) + (STRIDED, POINTWISE, ACTIVATION) * (convolutions - 1)


def subsampling(kinds: tuple[str, ...], channels: int, kernel: int, stride: int):
    """Fast Conformer's convolutions over time and frequency, all but the first depthwise and then
    pointwise; activations have no parameters, and modules that do nothing in their stead."""
    shape, modules = dict(stride=stride, padding=(kernel - 1) // 2), []
    for index, kind in enumerate(kinds):
        if kind == ACTIVATION:
            modules.append(Identity())
        elif kind == POINTWISE:
            modules.append(nn.Conv2d(channels, channels, 1))
        elif index == 0:
            modules.append(nn.Conv2d(1, channels, kernel, **shape))
        else:
            modules.append(nn.Conv2d(channels, channels, kernel, **shape, groups=channels))
    return nn.ModuleList(modules)


def channels_and_bins(hidden):  # [b t m c] -> [b t c*m]
    """Channels and bins as one axis, the bins of a channel beside each other."""
    batch, frames, bins, channels = ops.shape(hidden)
    return ops.reshape(ops.permute(hidden, (0, 1, 3, 2)), (batch, frames, channels * bins))


def xavier(generator, shape: tuple[int, ...], std: float):
    """Uniform: Glorot & Bengio, 2010."""
    limit = (6 / (shape[0] + shape[1])) ** 0.5
    return generator.uniform(-limit, limit, shape)


INITIALIZERS: tuple[tuple[str, Init], ...] = ((r"\.pos_bias_[uv]$", xavier),)
