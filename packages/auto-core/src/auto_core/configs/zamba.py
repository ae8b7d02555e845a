"""Zamba (Glorioso et al., 2024, arXiv:2405.16712)."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._unrotated import UnrotatedConfig

_OLDER = {"mamba": "linear_attention"}
_NAMES = ("layers_block_type", "layer_types")
_FIRST = ["linear_attention", "linear_attention", "hybrid"]


class SharedBlocks(PreTrainedConfig):
    """Which layers have attention, whose blocks they share."""

    num_hidden_layers: int
    tie_word_embeddings: bool
    layers_block_type: list[str] | None = None  # "linear_attention" or "hybrid", of each layer
    num_mem_blocks: int = 1  # how many blocks of attention hybrid layers take in turn

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        for name in _NAMES:
            if isinstance(data.get(name), list):
                data[name] = [_OLDER.get(kind, kind) for kind in data[name]]
        return super()._migrate(data)

    def _check_layers(self) -> None:
        types, layers = self.layers_block_type or (), self.num_hidden_layers
        if len(types) != layers or set(types) - {"linear_attention", "hybrid"}:
            self._refuse("layers_block_type", f"{layers} of 'linear_attention' and 'hybrid'")

    @property
    def hybrid_layer_ids(self) -> list[int]:
        """The layers with attention."""
        return [i for i, kind in enumerate(self.layers_block_type or ()) if kind == "hybrid"]

    def turn(self, layer: int) -> int:
        """How many hybrid layers come before this one."""
        return self.hybrid_layer_ids.index(layer)

    def owner(self, layer: int) -> int:
        """The hybrid layer whose block of attention this hybrid layer takes. Blocks are shared as
        embeddings are: by no layers without `tie_word_embeddings`."""
        if not self.tie_word_embeddings:
            return layer
        return self.hybrid_layer_ids[self.turn(layer) % self.num_mem_blocks]


class ZambaConfig(SharedBlocks, UnrotatedConfig):
    """Sizes and options of Zamba. The defaults are Zamba-7B-v1's."""

    model_type = "zamba"
    attribute_map: ClassVar[dict[str, str]] = {
        "layer_types": "layers_block_type",
        "head_dim": "attention_head_dim",
    }

    vocab_size: int = 32000
    tie_word_embeddings: bool = True
    hidden_size: int = 3712
    attention_hidden_size: int | None = None  # 2 * hidden_size
    intermediate_size: int = 14848
    num_hidden_layers: int = 76
    num_attention_heads: int = 16
    attention_head_dim: int | None = None  # 2 * hidden_size / num_attention_heads
    num_key_value_heads: int | None = 16
    n_mamba_heads: int = 2
    hidden_act: str = "gelu"
    hidden_mamba_act: str = "silu"
    rms_norm_eps: float = 1e-5
    max_position_embeddings: int = 4096
    # After the first three, layers are hybrid where their index modulo the period is the offset.
    attn_layer_period: int = 6
    attn_layer_offset: int = 4
    mamba_d_state: int = 16
    mamba_d_conv: int = 4
    mamba_expand: int = 2
    mamba_dt_rank: int | str = "auto"
    # First values of the time steps; of no effect on a checkpoint.
    time_step_min: float = 0.001
    time_step_max: float = 0.1
    time_step_floor: float = 1e-4
    mamba_conv_bias: bool = True
    mamba_proj_bias: bool = False
    # Of no effect on what is computed.
    num_logits_to_keep: int | None = 1
    use_mamba_kernels: bool = True
    use_associative_scan: bool = True

    def _complete(self) -> None:
        super()._complete()
        wide = 2 * self.hidden_size
        self.attention_hidden_size = self.attention_hidden_size or wide
        if self.attention_hidden_size != wide:
            self._refuse("attention_hidden_size", f"twice hidden_size, {wide}")
        self.attention_head_dim = self.attention_head_dim or wide // self.num_attention_heads
        if self.mamba_dt_rank == "auto":
            self.mamba_dt_rank = math.ceil(self.hidden_size / 16)
        if isinstance(self.mamba_dt_rank, str):
            self._refuse("mamba_dt_rank", "a number or 'auto'")
        if self.layers_block_type is None:
            if self.attn_layer_period < 1:
                self._refuse("attn_layer_period", "1 or more")
            self.layers_block_type = _FIRST + [
                "hybrid"
                if layer % self.attn_layer_period == self.attn_layer_offset
                else "linear_attention"
                for layer in range(self.num_hidden_layers - len(_FIRST))
            ]
        self._check_layers()
        if self.mamba_channels % self.n_mamba_heads:
            self._refuse("n_mamba_heads", f"a divisor of {self.mamba_channels}, their size")
        if self.mamba_d_conv < 2:
            self._refuse("mamba_d_conv", "2 tokens or more")
        if self.num_mem_blocks != 1:
            self._refuse("num_mem_blocks", "1: all layers share one block")

    @property
    def head_size(self) -> int:
        """How many numbers a head of attention has."""
        return self.attention_head_dim or 0

    @property
    def mamba_channels(self) -> int:
        """The size of all heads of a mixer."""
        return self.mamba_expand * self.hidden_size

    @property
    def use_mem_rope(self) -> bool:
        """Whether queries and keys are rotated."""
        return False
