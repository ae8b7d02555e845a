"""ModernBERT (Warner et al., 2024, arXiv:2412.13663)."""

from __future__ import annotations

from auto_core.configs._modernbert import ModernBertLayersConfig


class ModernBertConfig(ModernBertLayersConfig):
    """Sizes and options of ModernBERT. The defaults are ModernBERT-base's."""

    model_type = "modernbert"

    # What classifiers of texts read: the first token, or the mean over the tokens.
    classifier_pooling: str = "cls"
    # Whether, with labels, only the tokens whose label is another get logits.
    sparse_prediction: bool = False
    sparse_pred_ignore_index: int = -100

    def _complete(self) -> None:
        super()._complete()
        if self.classifier_pooling not in ("cls", "mean"):
            self._refuse("classifier_pooling", "'cls' or 'mean'")

    def window(self, layer: int) -> int | None:
        """How far a query of this layer attends, both ways, itself included; None for all."""
        return self.local_attention // 2 + 1 if self.slides(layer) else None
