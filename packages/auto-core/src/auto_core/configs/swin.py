"""Swin Transformer (Liu et al., 2021, arXiv:2103.14030)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size


class SwinConfig(BackboneConfig):
    """Sizes and options of Swin. The defaults are microsoft/swin-tiny-patch4-window7-224."""

    model_type = "swin"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers",
    }

    image_size: Size = 224
    patch_size: Size = 4
    num_channels: int = 3
    embed_dim: int = 96  # of the first stage; each later one has twice as many channels
    depths: list[int] | tuple[int, ...] = (2, 2, 6, 2)
    num_heads: list[int] | tuple[int, ...] = (3, 6, 12, 24)
    window_size: int = 7
    mlp_ratio: float = 4.0
    qkv_bias: bool = True
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    drop_path_rate: float = 0.1  # of the last block; it rises evenly from 0
    hidden_act: str = "gelu"
    use_absolute_embeddings: bool = False
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    encoder_stride: int = 32  # pixels per patch of the last stage, for the masked head

    # These follow from the others.
    num_layers: int | None = None
    hidden_size: int | None = None

    def _complete(self) -> None:
        super()._complete()
        self.num_layers = len(self.depths)
        self.hidden_size = self.embed_dim * 2 ** (len(self.depths) - 1)
        if len(self.num_heads) != len(self.depths):
            self._refuse("num_heads", f"one for each of depths={list(self.depths)}")
        for stage, heads in enumerate(self.num_heads):
            if self.embed_dim * 2**stage % heads:
                self._refuse(
                    "num_heads", f"divisors of {self.embed_dim}, {2 * self.embed_dim}, ..."
                )
