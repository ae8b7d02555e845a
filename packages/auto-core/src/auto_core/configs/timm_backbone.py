"""Backbones of timm inside other models: ResNet (He et al., 2015, arXiv:1512.03385)."""

from __future__ import annotations

from auto_core.configs import _timm
from auto_core.configs._backbone import BackboneConfig


class TimmBackboneConfig(BackboneConfig):
    """Which network of timm a model has as its backbone, by its name there."""

    model_type = "timm_backbone"

    backbone: str | None = None
    num_channels: int = 3
    features_only: bool = True
    freeze_batch_norm_2d: bool = False
    output_stride: int | None = None  # of the last feature map; dilated where less than 32
    use_pretrained_backbone: bool | None = None  # weights are those of the whole model's file

    @property
    def sizes(self) -> _timm.ResNetSizes:
        """What the name says.

        Raises:
            ConfigError: there is no name.
        """
        if self.backbone is None:
            self._refuse("backbone", "the name of a network of timm")
        return _timm.RESNETS[_timm.architecture(self.backbone)]

    def _stages(self) -> list[str]:
        return ["act1", "layer1", "layer2", "layer3", "layer4"]

    def _complete(self) -> None:
        if self.backbone is not None and _timm.architecture(self.backbone) not in _timm.RESNETS:
            known = ", ".join(_timm.RESNETS)
            self._refuse(
                "backbone",
                f"one of timm's {known}: the only ones of timm that are here as backbones. Use "
                "timm.create_model for others, or another revision of the checkpoint",
            )
        if not self.features_only:
            self._refuse("features_only", "True: a backbone gives feature maps")
        if self.output_stride not in (None, 8, 16, 32):
            self._refuse("output_stride", "8, 16 or 32")
        super()._complete()
