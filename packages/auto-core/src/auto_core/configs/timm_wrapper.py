"""Repositories of timm: ResNet (He et al., 2015, arXiv:1512.03385), ViT (Dosovitskiy et al., 2020,
arXiv:2010.11929), ConvNeXt (Liu et al., 2022, arXiv:2201.03545), EfficientNet (Tan and Le, 2019,
arXiv:1905.11946), MobileNetV3 (Howard et al., 2019, arXiv:1905.02244) and Swin (Liu et al., 2021,
arXiv:2103.14030)."""

from __future__ import annotations

from typing import Any

from auto_core.configs import _timm
from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import ConfigError


class TimmWrapperConfig(PreTrainedConfig):
    """Which network of timm it is, by its name there (`architecture`)."""

    model_type = "timm_wrapper"

    architecture: str = "resnet50"
    initializer_range: float = 0.02
    do_pooling: bool = True  # whether the base model pools its last hidden state
    model_args: dict[str, Any] | None = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """timm's own file has a number of classes, perhaps with names, for `id2label`."""
        data = dict(data)
        names, count = data.pop("label_names", None), data.pop("num_classes", None)
        if names and not data.get("id2label"):
            data["id2label"] = dict(enumerate(names))
            data["label2id"] = {name: i for i, name in enumerate(names)}
        elif count is not None and not data.get("id2label"):
            data["num_labels"] = count
        return data

    @property
    def sizes(self) -> _timm.Sizes:
        """What the name says."""
        return _timm.NETWORKS[_timm.architecture(self.architecture)]

    @property
    def num_channels(self) -> int:
        """Channels of an image."""
        return (self.__dict__.get("pretrained_cfg") or {}).get("input_size", (3,))[0]

    def _complete(self) -> None:
        super()._complete()
        if _timm.architecture(self.architecture) not in _timm.NETWORKS:
            raise ConfigError(
                f"{type(self).__name__}: architecture is {self.architecture!r}, a network of timm "
                f"that is not here. Those that are: {', '.join(_timm.NETWORKS)}. Use "
                f"timm.create_model({self.architecture!r}, pretrained=True) for others (pip "
                "install timm), or the same model as converted for transformers."
            )
        self._check_args()

    def _check_args(self) -> None:
        """Refuse options that are not of the name."""
        if isinstance(self.sizes, _timm.MobileNetV5Sizes):
            self._refuse("architecture", "another one: it is the image encoder of Gemma 3n alone")
        if self.model_args:
            self._refuse("model_args", "none: networks are those of their names")

    def to_dict(self) -> dict[str, Any]:
        """As timm's own file, with `num_classes` and `label_names`."""
        data = super().to_dict()
        labels = data.pop("id2label", None) or {}
        data.pop("label2id", None)
        return data | {"num_classes": self.num_labels, "label_names": list(labels.values())}
