"""Depth Pro (Bochkovskii et al., 2024, arXiv:2410.02073)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._parts import PartsConfig

Numbers = list[Any] | tuple[Any, ...]
DINO: dict[str, Any] = {"model_type": "dinov2", "image_size": 384}


class DepthProConfig(PartsConfig):
    """Sizes and options. The defaults are apple/DepthPro's."""

    model_type = "depth_pro"
    sub_configs: ClassVar[dict[str, Any]] = {
        "image_model_config": "auto",
        "patch_model_config": "auto",
        "fov_model_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = dict.fromkeys(sub_configs, DINO)
    default_types = True

    image_model_config: Any = None
    patch_model_config: Any = None
    fov_model_config: Any = None
    fusion_hidden_size: int = 256
    patch_size: int = 384  # pixels of the images that encoders get
    initializer_range: float = 0.02
    intermediate_hook_ids: list[int] | tuple[int, ...] = (11, 5)
    intermediate_feature_dims: list[int] | tuple[int, ...] = (256, 256)
    scaled_images_ratios: Numbers = (0.25, 0.5, 1)
    scaled_images_overlap_ratios: Numbers = (0.0, 0.5, 0.25)
    scaled_images_feature_dims: list[int] | tuple[int, ...] = (1024, 1024, 512)
    merge_padding_value: int = 3  # of the features at the edges of patches, at ratio 1
    use_batch_norm_in_fusion_residual: bool = False
    use_bias_in_fusion_residual: bool | None = True
    use_fov_model: bool = False
    num_fov_head_layers: int = 2

    def _complete(self) -> None:
        for name in self.sub_configs:
            if isinstance(value := getattr(self, name), dict):
                setattr(self, name, {**value, "image_size": self.patch_size})
        super()._complete()
        for name in self.sub_configs:
            size = getattr(getattr(self, name), "image_size", None)
            if size != self.patch_size:
                self._refuse("patch_size", f"{size}, the image_size of {name}")
        ratios = list(self.scaled_images_ratios)
        if not ratios or ratios != sorted(ratios) or ratios[0] <= 0:
            self._refuse("scaled_images_ratios", "numbers over 0, rising")
        for field in ("scaled_images_overlap_ratios", "scaled_images_feature_dims"):
            if len(getattr(self, field)) != len(ratios):
                self._refuse(field, f"one for each of {len(ratios)} scaled_images_ratios")
        if any(not 0 <= overlap < 1 for overlap in self.scaled_images_overlap_ratios):
            self._refuse("scaled_images_overlap_ratios", "shares below 1")
        hooks = len(self.intermediate_hook_ids)
        if len(self.intermediate_feature_dims) != hooks:
            self._refuse("intermediate_feature_dims", f"one for each of {hooks} hooks")
        depth = self.patch_model_config.num_hidden_layers
        if any(not 0 <= index < depth for index in self.intermediate_hook_ids):
            self._refuse("intermediate_hook_ids", f"layers from 0 to {depth - 1}")
        if self.fusion_hidden_size // 2**self.num_fov_head_layers == 0:
            self._refuse("num_fov_head_layers", "fewer: each halves fusion_hidden_size")
