"""Backbones: networks that give feature maps of chosen stages, and configs that contain one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import ConfigError

_OF_SWIN = ("img_size", "always_partition")  # options of timm's


class BackboneConfig(PreTrainedConfig):
    """A config whose `out_features` (names) or `out_indices` choose stages; one follows the other.

    Setting one of them later brings the other into agreement. Without either it is the last stage.
    """

    out_features: list[str] | tuple[str, ...] | None = None
    out_indices: list[int] | tuple[int, ...] | None = None
    stage_names: list[str] | tuple[str, ...] | None = None  # these follow from the sizes

    def _stages(self) -> list[str]:
        """The names of what may be chosen: the stem, then each stage of `depths`."""
        depths: Any = getattr(self, "depths", ())
        return ["stem", *(f"stage{i}" for i in range(1, len(depths) + 1))]

    def _complete(self) -> None:
        super()._complete()
        self.__dict__["stage_names"] = self._stages()
        self._align()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        # A caller's choice replaces the file's, in whichever way either is spelt.
        if ("out_features" in overrides) != ("out_indices" in overrides):
            data = {k: v for k, v in data.items() if k not in ("out_features", "out_indices")}
        return super().from_dict(data, **overrides)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        other = {"out_features": "out_indices", "out_indices": "out_features"}.get(name)
        if other and self.__dict__.get("stage_names"):  # not while the constructor sets fields
            self.__dict__[other] = None
            self._align()

    def _align(self) -> None:
        """Check the choice and complete it.

        Raises:
            ConfigError: it names what is not there, twice, in another order, or contradicts itself.
        """
        values, names = self.__dict__, list(self.__dict__["stage_names"])
        features, indices = values["out_features"], values["out_indices"]
        if features is not None:
            features = list(features)
            if features != [name for name in names if name in features]:
                self._refuse("out_features", f"some of {names}, each once and in this order")
        if indices is not None:
            indices = list(indices)
            normalized = [index + len(names) if index < 0 else index for index in indices]
            if normalized != [i for i in range(len(names)) if i in normalized]:
                last = len(names) - 1
                self._refuse("out_indices", f"indices from 0 to {last}, each once and rising")
        if features is None and indices is None:
            indices = [len(names) - 1]
        if indices is None:
            indices = [names.index(name) for name in features or ()]
        chosen = [names[index] for index in indices]
        if features is not None and features != chosen:
            self._refuse("out_features", f"what out_indices={indices} says, {chosen}; give one")
        values["out_features"], values["out_indices"] = chosen, indices


class WithBackboneConfig(PreTrainedConfig):
    """A config with the config of a backbone in it (`backbone_config`, of any model type).

    Older files name a backbone of the timm library instead (`backbone`, with `use_timm_backbone`),
    whose config is made of the name.
    """

    sub_configs: ClassVar[dict[str, Any]] = {"backbone_config": "auto"}
    # The backbone where a config says nothing of one, as a dictionary with model_type.
    default_backbone: ClassVar[dict[str, Any] | None] = None
    # Whether that is timm's resnet50, unless `use_timm_backbone` is False.
    timm_by_default: ClassVar[bool] = False
    # Whether there may be none: the architecture has an encoder of its own then.
    optional_backbone: ClassVar[bool] = False

    backbone_config: Any = None
    backbone: str | None = None
    backbone_kwargs: dict[str, Any] | None = None
    use_timm_backbone: bool | None = None
    use_pretrained_backbone: bool | None = None

    def _timm_indices(self) -> list[int]:
        """The stages of a backbone of timm that are used, the stem first."""
        return [1, 2, 3, 4]

    def _complete(self) -> None:
        given = self.backbone_config
        if given is None and self._is_timm():
            self.backbone_config = given = self._timm_backbone()
            self.backbone = self.backbone_kwargs = self.use_timm_backbone = None
        unnamed = given is None and self.backbone is None
        if unnamed and self.default_backbone is not None:
            self.backbone_config = given = dict(self.default_backbone)
        if given is None and not (self.optional_backbone and unnamed):
            raise self._backbone_error()
        if isinstance(given, Mapping) and not given.get("model_type"):
            raise ConfigError(
                f"{type(self).__name__}.backbone_config has no model_type; its keys: "
                f"{', '.join(given) or '-'}."
            )
        if given is not None and self.backbone_kwargs:
            self._refuse("backbone_kwargs", "nothing: what is meant stands in backbone_config")
        super()._complete()

    def _is_timm(self) -> bool:
        """Whether a backbone of timm is meant, named or not."""
        if self.use_timm_backbone is not None:
            named = self.use_timm_backbone and not (self.optional_backbone and not self.backbone)
            return named
        if self.backbone is None:
            return self.timm_by_default
        return "/" not in self.backbone or self.backbone.startswith(("hf-hub:", "hf_hub:", "timm/"))

    def _timm_backbone(self) -> dict[str, Any]:
        """The config of the backbone of timm, resnet50 if none is named."""
        values = self.__dict__
        kwargs = dict(self.backbone_kwargs or {})
        channels = kwargs.pop("in_chans", values.get("num_channels", 3))  # timm's name of them
        config = {
            "model_type": "timm_backbone",
            "backbone": self.backbone or "resnet50",
            "num_channels": kwargs.pop("num_channels", channels),
            "out_indices": list(kwargs.pop("out_indices", self._timm_indices())),
        }
        if stride := kwargs.pop("output_stride", 16 if values.get("dilation") else None):
            config["output_stride"] = stride
        config |= {name: kwargs.pop(name) for name in _OF_SWIN if name in kwargs}
        if kwargs:
            self._refuse(
                "backbone_kwargs",
                "in_chans, num_channels, out_indices, output_stride, img_size or always_partition "
                "alone",
            )
        return config

    def _backbone_error(self) -> ConfigError:
        name, owner = self.backbone, type(self).__name__
        if name is None:
            return ConfigError(
                f"{owner}.backbone_config is None, and there is no backbone by default. Pass the "
                'config of one: backbone_config={"model_type": "resnet"}.'
            )
        return ConfigError(
            f"{owner}.backbone is {name!r}, a model of its own, and a config fetches nothing. "
            f'Pass its config: backbone_config=AutoConfig.from_pretrained("{name}", '
            "out_features=[...])."
        )
