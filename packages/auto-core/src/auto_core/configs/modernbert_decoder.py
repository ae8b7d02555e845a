"""ModernBERT as a decoder (Ettin: Weller et al., 2025, arXiv:2507.11412)."""

from __future__ import annotations

from auto_core.configs._modernbert import ModernBertLayersConfig


class ModernBertDecoderConfig(ModernBertLayersConfig):
    """Sizes and options of the decoder. The defaults are upstream's, near ettin-decoder-150m."""

    model_type = "modernbert-decoder"

    use_cache: bool = True

    def window(self, layer: int) -> int | None:
        """How many tokens a query of this layer attends to, itself included; None for all."""
        return self.local_attention // 2 if self.slides(layer) else None
