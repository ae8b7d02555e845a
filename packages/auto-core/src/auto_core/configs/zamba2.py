"""Zamba 2 (Glorioso et al., 2024, arXiv:2411.15242)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs._state_space import StateSpaceSizes
from auto_core.configs.zamba import SharedBlocks


class Zamba2Config(SharedBlocks, RotaryDecoderConfig):
    """Sizes and options of Zamba 2. The defaults are Zamba2-2.7B's."""

    model_type = "zamba2"
    attribute_map: ClassVar[dict[str, str]] = {"layer_types": "layers_block_type"}

    hidden_size: int = 2560
    intermediate_size: int | None = None  # 4 * hidden_size
    num_hidden_layers: int = 54
    max_position_embeddings: int = 4096
    layers_block_type: list[str] | None = None  # "linear_attention" or "hybrid", of each layer
    hidden_act: str = "gelu"
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 0
    tie_word_embeddings: bool = True
    mamba_d_state: int = 64
    mamba_d_conv: int = 4
    mamba_expand: float = 2
    mamba_ngroups: int = 1
    n_mamba_heads: int = 8
    time_step_min: float = 0.001  # time steps are no shorter
    time_step_max: float = 0.1
    time_step_floor: float = 1e-4
    add_bias_linear: bool = False
    # Of no effect on what is computed.
    use_mamba_kernels: bool = True
    use_conv_bias: bool = True
    use_mem_eff_path: bool = False
    chunk_size: int = 256
    num_logits_to_keep: int | None = 1
    num_mem_blocks: int = 1  # how many blocks of attention hybrid layers take in turn
    use_shared_attention_adapter: bool = False
    adapter_rank: int = 128
    use_mem_rope: bool = False
    use_long_context: bool = False

    def _complete(self) -> None:
        if self.intermediate_size is None:
            self.intermediate_size = 4 * self.hidden_size
        if self.hidden_size * 2 % self.num_attention_heads:
            self._refuse(
                "num_attention_heads", f"a divisor of twice hidden_size={self.hidden_size}"
            )
        self.head_dim = 2 * self.hidden_size // self.num_attention_heads
        if self.use_long_context:
            self.max_position_embeddings = 16384
        super()._complete()
        if self.layers_block_type is None:
            mamba = "linear_attention"
            period = [mamba] * 5 + ["hybrid"]
            last = [mamba] * 4 + ["hybrid"] + [mamba] * 3 + ["hybrid"] + [mamba] * 2
            self.layers_block_type = [mamba, *period * 7, *last]
        self._check_layers()
        if self.num_mem_blocks < 1:
            self._refuse("num_mem_blocks", "1 or more")
        if self.mamba_channels % self.n_mamba_heads:
            self._refuse("n_mamba_heads", f"a divisor of {self.mamba_channels}, their size")
        if self.n_mamba_heads % self.mamba_ngroups:
            self._refuse("mamba_ngroups", f"a divisor of n_mamba_heads={self.n_mamba_heads}")
        if self.mamba_d_conv < 2:
            self._refuse("mamba_d_conv", "2 tokens or more")
        if self.use_shared_attention_adapter and self.kv_heads != self.num_attention_heads:
            self._refuse("num_key_value_heads", "num_attention_heads, with adapters")

    @property
    def mamba_channels(self) -> int:
        """The size of all heads of a mixer."""
        return int(self.mamba_expand * self.hidden_size)

    @property
    def mixer(self) -> StateSpaceSizes:
        """Sizes and options of the mixers."""
        return StateSpaceSizes(
            hidden=self.hidden_size,
            heads=self.n_mamba_heads,
            head=self.mamba_channels // self.n_mamba_heads,
            groups=self.mamba_ngroups,
            state=self.mamba_d_state,
            kernel=self.mamba_d_conv,
            conv_bias=True,
            in_bias=self.add_bias_linear,
            out_bias=self.add_bias_linear,
            activation="silu",
            eps=1e-5,
            steps=(self.time_step_min, float("inf")),
            first_steps=(self.time_step_min, self.time_step_max, self.time_step_floor),
        )
