"""The fields that every vision transformer has."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

Size = int | list[int] | tuple[int, ...]  # of a square, or (height, width)


def pair(size: Size) -> tuple[int, int]:
    """(height, width), of a square given by one number too."""
    if isinstance(size, int):
        return size, size
    height, width = size
    return height, width


class VisionTransformerConfig(PreTrainedConfig):
    """Sizes of a transformer over patches. The defaults are those of ViT-B/16 at 224 pixels."""

    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    image_size: Size = 224
    patch_size: Size = 16
    num_channels: int = 3

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        for field in ("image_size", "patch_size"):
            value = getattr(self, field)
            if not isinstance(value, int) and len(value) != 2:
                self._refuse(field, "a number, or (height, width)")
