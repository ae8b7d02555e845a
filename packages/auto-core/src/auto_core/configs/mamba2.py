"""Mamba 2 (Dao & Gu, 2024, arXiv:2405.21060)."""

from __future__ import annotations

import math

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._state_space import StateSpaceSizes


class Mamba2Config(PreTrainedConfig):
    """Sizes and options of Mamba 2. The defaults are Codestral Mamba's, as upstream has them."""

    model_type = "mamba2"

    num_heads: int = 128
    head_dim: int = 64
    vocab_size: int = 32768
    hidden_size: int = 4096
    state_size: int = 128
    num_hidden_layers: int = 64
    layer_norm_epsilon: float = 1e-5
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2
    expand: float = 2
    conv_kernel: int = 4
    n_groups: int = 8
    use_bias: bool = False
    use_conv_bias: bool = True
    hidden_act: str = "silu"
    initializer_range: float = 0.1
    residual_in_fp32: bool = True
    time_step_rank: str | int = "auto"  # of no effect: every head has a time step
    # First values of the time steps; of no effect on a checkpoint.
    time_step_min: float = 0.001
    time_step_max: float = 0.1
    time_step_floor: float = 1e-4
    time_step_limit: list[float] | tuple[float, ...] = (0.0, float("inf"))
    # Of fresh weights alone, which have one deviation here: not applied.
    rescale_prenorm_residual: bool = False
    use_cache: bool = True
    chunk_size: int = 256  # of no effect: the result does not depend on it
    tie_word_embeddings: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.time_step_rank == "auto":
            self.time_step_rank = math.ceil(self.hidden_size / 16)
        if self.intermediate_size != self.num_heads * self.head_dim:
            self._refuse(
                "num_heads", f"heads of {self.head_dim} numbers to make {self.intermediate_size}"
            )
        if self.num_heads % self.n_groups:
            self._refuse("n_groups", f"a divisor of num_heads={self.num_heads}")
        if self.conv_kernel < 2:
            self._refuse("conv_kernel", "2 tokens or more")
        if len(self.time_step_limit) != 2:
            self._refuse("time_step_limit", "two numbers, the least and the greatest time step")

    @property
    def intermediate_size(self) -> int:
        """The size of all heads."""
        return int(self.expand * self.hidden_size)

    @property
    def mixer(self) -> StateSpaceSizes:
        """Sizes and options of the mixers."""
        return StateSpaceSizes(
            hidden=self.hidden_size,
            heads=self.num_heads,
            head=self.head_dim,
            groups=self.n_groups,
            state=self.state_size,
            kernel=self.conv_kernel,
            conv_bias=self.use_conv_bias,
            in_bias=self.use_bias,
            out_bias=self.use_bias,
            activation=self.hidden_act,
            eps=self.layer_norm_epsilon,
            steps=self.time_step_limit,
            first_steps=(self.time_step_min, self.time_step_max, self.time_step_floor),
        )
