"""HyperCLOVA X (NAVER Cloud, 2024, 2025, arXiv:2404.01954)."""

from __future__ import annotations

from auto_core.configs.granite import GraniteConfig


class HyperCLOVAXConfig(GraniteConfig):
    """Sizes and options of HyperCLOVA X. The defaults are upstream's."""

    model_type = "hyperclovax"

    logits_scaling: float = 1.0  # what logits are multiplied by
    attention_multiplier: float | None = None  # the scale of products; head_dim ** -0.5
    use_post_norm: bool = True  # norms after each part, too

    def _complete(self) -> None:
        super()._complete()
        if self.attention_multiplier is None:
            self.attention_multiplier = self.head_size**-0.5
