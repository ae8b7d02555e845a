"""UPerNet (Xiao et al., 2018, arXiv:1807.10221)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig


class UperNetConfig(WithBackboneConfig):
    """A backbone's maps and the heads over them. The defaults are transformers'."""

    model_type = "upernet"
    attribute_map: ClassVar[dict[str, str]] = {"semantic_loss_ignore_index": "loss_ignore_index"}
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "resnet",
        "out_features": ["stage1", "stage2", "stage3", "stage4"],
    }

    hidden_size: int = 512
    initializer_range: float = 0.02
    pool_scales: list[int] | tuple[int, ...] = (1, 2, 3, 6)
    use_auxiliary_head: bool = True
    auxiliary_loss_weight: float = 0.4
    auxiliary_in_channels: int | None = None  # of the third map, which it is over
    auxiliary_channels: int = 256
    auxiliary_num_convs: int = 1
    auxiliary_concat_input: bool = False
    loss_ignore_index: int = 255

    def _complete(self) -> None:
        super()._complete()
        if self.use_auxiliary_head and len(self.backbone_config.out_indices) < 3:
            self._refuse("use_auxiliary_head", "False: it is over the third map of the backbone")
        if any(scale < 1 for scale in self.pool_scales):
            self._refuse("pool_scales", "numbers from 1 on")
