"""Jamba (Lieber et al., 2024, arXiv:2403.19887)."""

from __future__ import annotations

import math
from typing import ClassVar

from auto_core.configs._unrotated import UnrotatedConfig


class JambaConfig(UnrotatedConfig):
    """Sizes and options of Jamba. The defaults are Jamba-v0.1's."""

    model_type = "jamba"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}

    intermediate_size: int = 14336
    num_hidden_layers: int = 32
    hidden_act: str = "silu"
    rms_norm_eps: float = 1e-6
    output_router_logits: bool = False
    router_aux_loss_coef: float = 0.001  # how much the loss counts that spreads tokens
    num_experts_per_tok: int = 2
    num_experts: int = 16
    # Layers have experts, and attend, if their index modulo the period is the offset.
    expert_layer_period: int = 2
    expert_layer_offset: int = 1
    attn_layer_period: int = 8
    attn_layer_offset: int = 4
    num_logits_to_keep: int | None = 1  # of no effect: the caller says `logits_to_keep`
    mamba_d_state: int = 16
    mamba_d_conv: int = 4
    mamba_expand: float = 2
    mamba_dt_rank: int | str = "auto"
    mamba_conv_bias: bool = True
    mamba_proj_bias: bool = False
    # How upstream computes what is one scan here; of no effect.
    use_mamba_kernels: bool = True
    use_mambapy: bool = False
    use_associative_scan: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.mamba_dt_rank == "auto":
            self.mamba_dt_rank = math.ceil(self.hidden_size / 16)
        if isinstance(self.mamba_dt_rank, str):
            self._refuse("mamba_dt_rank", "a number or 'auto'")
        if self.mamba_d_conv < 2:
            self._refuse("mamba_d_conv", "2 tokens or more")
        for kind in ("attn", "expert"):
            period = getattr(self, f"{kind}_layer_period")
            if period < 1:
                self._refuse(f"{kind}_layer_period", "1 or more")
            if not 0 <= getattr(self, f"{kind}_layer_offset") < period:
                self._refuse(f"{kind}_layer_offset", f"0 to below the period of {period}")
        if not 1 <= self.num_experts_per_tok <= max(self.num_experts, 1) and self.num_experts > 1:
            self._refuse("num_experts_per_tok", f"1 to the number of experts, {self.num_experts}")

    @property
    def layers_block_type(self) -> list[str]:
        """The kind of each layer, "attention" or "mamba"."""
        return [
            "attention" if self.attends(layer) else "mamba"
            for layer in range(self.num_hidden_layers)
        ]

    def attends(self, layer: int) -> bool:
        """Whether this layer attends; the others have Mamba's mixer."""
        return layer % self.attn_layer_period == self.attn_layer_offset

    def is_sparse(self, layer: int) -> bool:
        """Whether this layer has experts."""
        own = layer % self.expert_layer_period == self.expert_layer_offset
        return own and self.num_experts > 1

    @property
    def experts(self) -> int:
        """How many experts a layer has."""
        return self.num_experts

    @property
    def expert_size(self) -> int:
        """How many feed-forward features an expert has."""
        return self.intermediate_size

    @property
    def experts_per_token(self) -> int:
        """How many experts a token goes to."""
        return self.num_experts_per_tok
