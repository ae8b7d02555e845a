"""Falcon Mamba (Zuo et al., 2024, arXiv:2410.05355)."""

from __future__ import annotations

from auto_core.configs.mamba import MambaConfig


class FalconMambaConfig(MambaConfig):
    """Sizes and options of Falcon Mamba; as MambaConfig, with norms inside the mixer."""

    model_type = "falcon_mamba"

    mixer_rms_eps: float = 1e-6
