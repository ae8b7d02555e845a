"""CHMv2, canopy height maps (Meta, 2026), on DINOv3 (Siméoni et al., 2025, arXiv:2508.10104)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig

STRATEGIES = ("linear", "log", "chmv2_mixlog")
NORMS = ("linear", "softmax", "sigmoid", "chmv2_mixlog")
READOUTS = ("ignore", "add", "project")


class CHMv2Config(WithBackboneConfig):
    """Sizes and options of CHMv2. The defaults are facebook/dinov3-vitl16-chmv2-dpt-head."""

    model_type = "chmv2"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "dinov3_vit",
        "image_size": 416,
        "hidden_size": 1024,
        "intermediate_size": 4096,
        "num_attention_heads": 16,
        "num_hidden_layers": 24,
        "num_register_tokens": 4,
        "key_bias": True,
        "out_indices": [6, 12, 18, 24],
        "reshape_hidden_states": True,
        "apply_layernorm": True,
        "layer_norm_eps": 1e-6,
        "return_class_token": True,
    }

    patch_size: int = 16
    initializer_range: float = 0.02
    reassemble_factors: list[float] | tuple[float, ...] | None = None
    post_process_channels: list[int] | tuple[int, ...] | None = None
    fusion_hidden_size: int = 256
    head_hidden_size: int = 128
    number_output_channels: int = 256  # the bins
    readout_type: str = "project"  # what becomes of CLS
    min_depth: float = 0.001
    max_depth: float = 96.0
    bins_strategy: str = "chmv2_mixlog"
    norm_strategy: str = "chmv2_mixlog"

    def _complete(self) -> None:
        super()._complete()
        if self.reassemble_factors is None:
            self.reassemble_factors = [4, 2, 1, 0.5]
        if self.post_process_channels is None:
            self.post_process_channels = [128, 256, 512, 1024]
        for field, known in (
            ("readout_type", READOUTS),
            ("bins_strategy", STRATEGIES),
            ("norm_strategy", NORMS),
        ):
            if getattr(self, field) not in known:
                self._refuse(field, f"one of {', '.join(known)}")
        if len(self.reassemble_factors) < len(self.post_process_channels):
            self._refuse("reassemble_factors", "one for each of post_process_channels")
        if not 0 < self.min_depth < self.max_depth:
            self._refuse("min_depth", f"above 0 and below max_depth={self.max_depth}")
        backbone = self.backbone_config
        chosen = getattr(backbone, "out_indices", None) or ()
        if len(chosen) != len(self.post_process_channels):
            self._refuse(
                "post_process_channels", f"one for each of the backbone's {len(chosen)} maps"
            )
        if not getattr(backbone, "return_class_token", False):
            self._refuse(
                "backbone_config", "one with return_class_token=True, as DINOv3's may have"
            )
        if not getattr(backbone, "reshape_hidden_states", True):
            self._refuse("backbone_config", "one with reshape_hidden_states=True")
