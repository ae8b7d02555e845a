"""Backbones of timm inside other models: ResNet (He et al., 2015, arXiv:1512.03385) and Swin (Liu
et al., 2021, arXiv:2103.14030)."""

from __future__ import annotations

from dataclasses import replace

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
    img_size: int | None = None  # of Swin: the images' side, if it is not the name's
    always_partition: bool = False  # of Swin: small maps have whole windows, too

    @property
    def sizes(self) -> _timm.ResNetSizes | _timm.SwinSizes:
        """What the name says.

        Raises:
            ConfigError: there is no name.
        """
        if self.backbone is None:
            self._refuse("backbone", "the name of a network of timm")
        name = _timm.architecture(self.backbone)
        if name in _timm.SWINS:
            swin = _timm.SWINS[name]
            return replace(swin, image=self.img_size or swin.image)
        return _timm.RESNETS[name]

    @property
    def is_swin(self) -> bool:
        """Whether it is one, whose maps come out as [b h w d], as timm's."""
        return self.backbone is not None and _timm.architecture(self.backbone) in _timm.SWINS

    def _stages(self) -> list[str]:
        if self.is_swin:
            return [f"layers.{i}" for i in range(4)]
        return ["act1", "layer1", "layer2", "layer3", "layer4"]

    def _complete(self) -> None:
        known = {**_timm.RESNETS, **_timm.SWINS}
        if self.backbone is not None and _timm.architecture(self.backbone) not in known:
            self._refuse(
                "backbone",
                f"one of timm's {', '.join(known)}: the only ones of timm that are here as "
                "backbones. Use timm.create_model for others, or another revision of the "
                "checkpoint",
            )
        if not self.features_only:
            self._refuse("features_only", "True: a backbone gives feature maps")
        if self.output_stride not in (None, 8, 16, 32):
            self._refuse("output_stride", "8, 16 or 32")
        if self.is_swin and self.output_stride not in (None, 32):
            self._refuse("output_stride", "None: Swin's stages halve the map")
        if self.img_size is not None and (self.img_size < 32 or self.img_size % 32):
            self._refuse("img_size", "a multiple of 32")
        super()._complete()
