"""VaultGemma (Sinha et al., 2025, arXiv:2510.15001)."""

from __future__ import annotations

from auto_core.configs.gemma2 import Gemma2Config


class VaultGemmaConfig(Gemma2Config):
    """Sizes and options of VaultGemma. The defaults are Gemma 2's, as upstream has them."""

    model_type = "vaultgemma"
