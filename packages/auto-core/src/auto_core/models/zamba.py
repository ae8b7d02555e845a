"""Zamba: Glorioso et al., 2024, arXiv:2405.16712.

A decoder of Mamba's mixers with several heads, before some of which comes one block of attention
and a feed-forward part, which these layers share; it reads the embeddings of the tokens beside the
hidden states.

b batch, t tokens, h heads, s size of a head, c = h*s channels, r rank of the time steps, n numbers
of a state, d hidden.
"""

from __future__ import annotations

from auto_core.configs.zamba import ZambaConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.losses import widened
from ..blocks.selective_scan import selective_scan
from ..blocks.short_conv import ShortConv
from ..blocks.variation import variation
from . import jamba, llama, mamba, zamba2


class ZambaAttention(jamba.JambaAttention):
    """Attention of a norm of hidden states and embeddings."""

    def __init__(self, config: ZambaConfig):
        super().__init__(config)
        self.scale = (self.head_size / 2) ** -0.5

    def add_projections(self, config: ZambaConfig) -> None:
        wide, s, heads = 2 * config.hidden_size, config.head_size, config.num_attention_heads
        self.q_proj = nn.Linear(wide, heads * s, bias=False)
        self.k_proj = nn.Linear(wide, config.kv_heads * s, bias=False)
        self.v_proj = nn.Linear(wide, config.kv_heads * s, bias=False)
        self.o_proj = nn.Linear(heads * s, config.hidden_size, bias=False)


class ZambaMambaMixer(nn.Module):
    """A convolution, then the recurrence of each channel, gated; what the tokens choose is
    computed for each head by itself."""

    def __init__(self, config: ZambaConfig):
        super().__init__()
        d, c, n, r = (
            config.hidden_size,
            config.mamba_channels,
            config.mamba_d_state,
            int(config.mamba_dt_rank),
        )
        h, s = config.n_mamba_heads, c // config.n_mamba_heads
        self.heads, self.sizes = h, (r, n, n)
        self.activation = activation(config.hidden_mamba_act)
        self.conv1d = ShortConv(c, config.mamba_d_conv, bias=config.mamba_conv_bias)
        self.in_proj = nn.Linear(d, 2 * c, bias=config.mamba_proj_bias)
        self.x_proj_weight = nn.Parameter((h, r + 2 * n, s), init="normal")
        steps = mamba.StepWeights(r**-0.5, constant=False)
        self.dt_proj_weight = nn.Parameter((h, s, r), init=steps)
        bounds = config.time_step_min, config.time_step_max, config.time_step_floor
        self.dt_proj_bias = nn.Parameter((h, s), init=mamba.TimeSteps(*bounds))
        self.A_log = nn.Parameter((h, s, n), init=mamba.decay_rates)
        self.D = nn.Parameter((h, s), init="ones")
        self.out_proj = nn.Linear(c, d, bias=config.mamba_proj_bias)

    def split(self, hidden):  # [b t c] -> [b h t s]
        batch, tokens, channels = ops.shape(hidden)
        shape = (batch, tokens, self.heads, channels // self.heads)
        return ops.transpose(ops.reshape(hidden, shape), 1, 2)

    def selected(self, hidden):
        """What the tokens choose: [b h t s] -> time steps [b h t s], inputs and outputs
        [b h t n]."""
        weight = ops.transpose(ops.asarray(self.x_proj_weight), 1, 2)
        steps, inputs, outputs = ops.split(ops.matmul(hidden, weight), self.sizes, -1)
        steps = ops.matmul(steps, ops.transpose(ops.asarray(self.dt_proj_weight), 1, 2))
        bias = ops.unsqueeze(widened(ops.asarray(self.dt_proj_bias)), 1)  # [h 1 s]
        return ops.softplus(widened(steps) + bias), inputs, outputs

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        dtype = ops.dtype(hidden)
        both = self.in_proj(past.masked(hidden))
        batch, tokens, features = ops.shape(both)
        both = ops.reshape(both, (batch, tokens, features // 2, 2))  # of each channel, its gate
        hidden, gate = both[..., 0], self.split(both[..., 1])
        hidden, tail = self.conv1d(hidden, past.states)
        hidden = self.split(past.masked(self.activation(hidden)))
        chosen = self.selected(hidden)
        rates = -ops.exp(widened(ops.asarray(self.A_log)))  # [h s n]
        heads, size, numbers = ops.shape(rates)

        def folded(x):  # [b h ...] -> [b*h ...]
            return ops.reshape(x, (batch * heads, *ops.shape(x)[2:]))

        zeros = ops.zeros((batch, heads, size, numbers), like=rates)
        state = zeros if past.states is None else past.states[1]
        decay = ops.unsqueeze(folded(zeros + rates), 1)  # [b*h 1 s n]
        steps, inputs, outputs = map(folded, chosen)
        y, state = selective_scan(folded(hidden), steps, decay, inputs, outputs, folded(state))
        past.keep(tail, ops.reshape(state, (batch, heads, size, numbers)))
        y = ops.reshape(y, (batch, heads, tokens, size))
        skip = ops.unsqueeze(widened(ops.asarray(self.D)), 1)  # [h 1 s]
        y = (y + widened(hidden) * skip) * ops.silu(widened(gate))
        y = ops.reshape(ops.transpose(y, 1, 2), (batch, tokens, heads * size))
        return self.out_proj(ops.cast(y, dtype))


class ZambaAttentionDecoderLayer(nn.Module):
    """The block that hybrid layers share."""

    def __init__(self, config: ZambaConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = ZambaAttention(config)
        self.feed_forward = llama.LlamaMLP(config)
        self.input_layernorm = nn.RMSNorm(2 * d, eps=eps)
        self.pre_ff_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, embeddings, rotation, turn: int, attend):  # two of [b t d] -> [b t d]
        hidden = self.input_layernorm(ops.cat([hidden, embeddings], -1))
        hidden = self.self_attn(hidden, rotation, attend)
        return self.feed_forward(self.pre_ff_layernorm(hidden))


class ZambaMambaDecoderLayer(zamba2.Zamba2MambaDecoderLayer):
    mixer_class = ZambaMambaMixer


class ZambaHybridLayer(nn.Module):
    """What is added to the input of a mixer, and the mixer."""

    def __init__(self, config: ZambaConfig, layer: int):
        super().__init__()
        d = config.hidden_size
        if config.owner(layer) == layer:
            self.shared_transf = ZambaAttentionDecoderLayer(config)
        self.linear = nn.Linear(d, d, bias=False)
        self.mamba_decoder = ZambaMambaDecoderLayer(config)

    def forward(self, hidden, added, past):  # [b t d], the shared block's [b t d] -> [b t d]
        return self.mamba_decoder(hidden, self.linear(added), past)


HEADS = variation(
    __name__,
    "Zamba",
    zamba2,
    ZambaConfig,
    layer_class=ZambaMambaDecoderLayer,
    hybrid_class=ZambaHybridLayer,
    shared_name="shared_transf",
    ignored_keys=(r"\.shared_transf\.",),  # files may repeat the block in each layer
)
