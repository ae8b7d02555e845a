"""Mask2Former (Cheng et al., 2021, arXiv:2112.01527)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._masks import MaskClassificationConfig


class Mask2FormerConfig(MaskClassificationConfig):
    """Sizes and options. The defaults are facebook/mask2former-swin-small-coco-instance."""

    model_type = "mask2former"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "hidden_dim",
        "num_hidden_layers": "decoder_layers",
        "initializer_range": "init_std",
    }

    feature_size: int = 256  # of the pixel decoder
    hidden_dim: int = 256  # of the queries
    encoder_feedforward_dim: int = 1024
    activation_function: str = "relu"
    encoder_layers: int = 6
    decoder_layers: int = 10  # predictions, of which the first comes before any layer
    num_attention_heads: int = 8
    dropout: float = 0.0
    dim_feedforward: int = 2048
    pre_norm: bool = False
    enforce_input_projection: bool = False
    common_stride: int = 4  # pixels per step of the finest features
    ignore_value: int = 255
    num_queries: int = 100
    class_weight: float = 2.0
    mask_weight: float = 5.0
    dice_weight: float = 5.0
    train_num_points: int = 12544  # at which masks are compared
    oversample_ratio: float = 3.0  # so many more points are sampled, to choose uncertain ones from
    importance_sample_ratio: float = 0.75  # the share that is chosen for being uncertain
    use_auxiliary_loss: bool = True
    feature_strides: list[int] | tuple[int, ...] = (4, 8, 16, 32)

    def _complete(self) -> None:
        super()._complete()
        for field in ("feature_size", "hidden_dim"):
            if getattr(self, field) % self.num_attention_heads:
                self._refuse(field, f"a multiple of num_attention_heads={self.num_attention_heads}")
