"""Mamba (Gu & Dao, 2023, arXiv:2312.00752)."""

from __future__ import annotations

import math

from auto_core.configs._base import PreTrainedConfig


class MambaConfig(PreTrainedConfig):
    """Sizes and options of Mamba. The defaults are mamba-130m's, as upstream has them."""

    model_type = "mamba"

    vocab_size: int = 50280
    hidden_size: int = 768
    state_size: int = 16
    num_hidden_layers: int = 32
    layer_norm_epsilon: float = 1e-5
    pad_token_id: int | None = 0
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 0
    expand: float = 2
    conv_kernel: int = 4
    use_bias: bool = False
    use_conv_bias: bool = True
    hidden_act: str = "silu"
    initializer_range: float = 0.1
    residual_in_fp32: bool = True
    time_step_rank: str | int = "auto"  # hidden_size / 16
    # First values of the time steps; of no effect on a checkpoint.
    time_step_scale: float = 1.0
    time_step_min: float = 0.001
    time_step_max: float = 0.1
    time_step_init_scheme: str = "random"
    time_step_floor: float = 1e-4
    # Of fresh weights alone, which have one deviation here: not applied.
    rescale_prenorm_residual: bool = False
    use_cache: bool = True
    # How upstream computes what is one scan here; of no effect.
    use_mambapy: bool = False
    use_associative_scan: bool = True
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if isinstance(self.time_step_rank, str):
            if self.time_step_rank != "auto":
                self._refuse("time_step_rank", "a number or 'auto'")
            self.time_step_rank = math.ceil(self.hidden_size / 16)
        if self.time_step_init_scheme not in ("random", "constant"):
            self._refuse("time_step_init_scheme", "'random' or 'constant'")
        if self.conv_kernel < 2:
            self._refuse("conv_kernel", "2 tokens or more")

    @property
    def intermediate_size(self) -> int:
        """How many channels have a state."""
        return int(self.expand * self.hidden_size)
