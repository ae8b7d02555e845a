"""What a mixer of Mamba 2's kind asks of a config, whatever the fields are called there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


@dataclass(frozen=True)
class StateSpaceSizes:
    """Sizes and options of one mixer.

    Attributes:
        hidden: size of what goes in and comes out.
        heads, head: how many heads there are, and their size.
        groups: of heads that share what goes into the state and comes out of it.
        state: numbers of a state, for each number of a head.
        kernel: how many tokens the convolution sees.
        conv_bias, in_bias, out_bias: whether convolution and projections have biases.
        activation: after the convolution.
        eps: of the norm.
        steps: the least and the greatest time step.
        first_steps: bounds and least of the time steps at first; None for those of a bias of 1.
    """

    hidden: int
    heads: int
    head: int
    groups: int
    state: int
    kernel: int
    conv_bias: bool
    in_bias: bool
    out_bias: bool
    activation: str
    eps: float
    steps: Sequence[float]
    first_steps: tuple[float, float, float] | None = None

    @property
    def channels(self) -> int:
        """The size of all heads."""
        return self.heads * self.head

    @property
    def convolved(self) -> int:
        """The size of what is convolved: heads, and what goes into the states and out of them."""
        return self.channels + 2 * self.groups * self.state


class StateSpaceDecoderConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """A decoder with attention of LLaMA's kind and mixers of Mamba 2's, by Bamba's names."""

    vocab_size: int = 128000
    intermediate_size: int = 14336
    num_key_value_heads: int | None = 8
    rms_norm_eps: float = 1e-5
    num_logits_to_keep: int | None = 1  # of no effect: the caller says `logits_to_keep`
    pad_token_id: int | None = 0
    mamba_n_heads: int = 128
    mamba_d_head: str | int | None = "auto"
    mamba_n_groups: int = 1
    mamba_d_state: int = 256
    mamba_d_conv: int = 4
    mamba_expand: float = 2
    mamba_chunk_size: int = 256  # of no effect: the result does not depend on it
    mamba_conv_bias: bool = True
    mamba_proj_bias: bool = False
    time_step_limit: list[float] | tuple[float, ...] = (0.0, float("inf"))
    mlp_bias: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.mamba_channels % self.mamba_n_heads:
            self._refuse("mamba_n_heads", f"a divisor of {self.mamba_channels}, their size")
        size = self.mamba_channels // self.mamba_n_heads
        if self.mamba_d_head in ("auto", None):
            self.mamba_d_head = size
        if self.mamba_d_head != size:
            self._refuse("mamba_d_head", f"{size}, so that the heads make {self.mamba_channels}")
        if self.mamba_n_heads % self.mamba_n_groups:
            self._refuse("mamba_n_groups", f"a divisor of mamba_n_heads={self.mamba_n_heads}")
        if self.mamba_d_conv < 2:
            self._refuse("mamba_d_conv", "2 tokens or more")
        if len(self.time_step_limit) != 2:
            self._refuse("time_step_limit", "two numbers, the least and the greatest time step")

    @property
    def mamba_channels(self) -> int:
        """The size of all heads of a mixer."""
        return int(self.mamba_expand * self.hidden_size)

    @property
    def mamba_out_bias(self) -> bool:
        """Whether the last projection of a mixer has a bias."""
        return self.mamba_proj_bias

    @property
    def mixer(self) -> StateSpaceSizes:
        """Sizes and options of the mixers."""
        return StateSpaceSizes(
            hidden=self.hidden_size,
            heads=self.mamba_n_heads,
            head=self.mamba_channels // self.mamba_n_heads,
            groups=self.mamba_n_groups,
            state=self.mamba_d_state,
            kernel=self.mamba_d_conv,
            conv_bias=self.mamba_conv_bias,
            in_bias=self.mamba_proj_bias,
            out_bias=self.mamba_out_bias,
            activation=self.hidden_act,
            eps=self.rms_norm_eps,
            steps=self.time_step_limit,
        )

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
