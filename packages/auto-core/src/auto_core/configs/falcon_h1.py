"""Falcon-H1 (Zuo et al., 2025, arXiv:2507.22448)."""

from __future__ import annotations

from auto_core.configs._state_space import StateSpaceDecoderConfig


class FalconH1Config(StateSpaceDecoderConfig):
    """Sizes and options of Falcon-H1. The defaults are upstream's."""

    model_type = "falcon_h1"

    max_position_embeddings: int = 8192
    mamba_d_ssm: int | None = 1024  # the size of all heads of a mixer; mamba_expand * hidden_size
    mamba_rms_norm: bool = False
    mamba_norm_before_gate: bool = True
    projectors_bias: bool = False
    # Multipliers (as in muP: Yang et al., 2022, arXiv:2203.03466).
    lm_head_multiplier: float = 1.0
    embedding_multiplier: float = 1.0
    mlp_multipliers: list[float] | None = None  # of the gate, and of what comes out
    key_multiplier: float = 1.0
    attention_out_multiplier: float = 1.0
    attention_in_multiplier: float = 1.0
    # Of what a mixer projects: gates, heads, what goes into states and out of them, time steps.
    ssm_multipliers: list[float] | None = None
    ssm_in_multiplier: float = 1.0
    ssm_out_multiplier: float = 1.0

    def _complete(self) -> None:
        super()._complete()
        for name, count in (("mlp_multipliers", 2), ("ssm_multipliers", 5)):
            if getattr(self, name) is None:
                setattr(self, name, [1.0] * count)
            if len(getattr(self, name)) != count:
                self._refuse(name, f"{count} numbers")

    @property
    def mamba_channels(self) -> int:
        return super().mamba_channels if self.mamba_d_ssm is None else self.mamba_d_ssm

    @property
    def mamba_out_bias(self) -> bool:
        return self.projectors_bias
