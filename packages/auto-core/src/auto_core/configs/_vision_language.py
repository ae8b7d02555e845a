"""What configs of a language model and an encoder of images or sound share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from auto_core.configs._base import PreTrainedConfig, _fields

# How files spell the rotation, whichever way `rope_parameters` has it.
_ROTATION = {"rope_parameters", "rope_scaling", "rope_theta", "partial_rotary_factor"}


class LanguageConfig(PreTrainedConfig):
    """A config for each part; one that is not given has its class's defaults.

    What decoders ask of a config (a layer's window, the length of texts), the language model's
    answers.
    """

    # Files of these types may have the language model's fields beside the other part's config.
    flat_text: ClassVar[bool] = False
    # Field -> what a part of any model type is where none is given, or none says its type.
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {}
    # Fields of parts that a model may be without.
    optional_parts: ClassVar[tuple[str, ...]] = ()
    follows_from: ClassVar[dict[str, str]] = {
        field: f"text_config.{field}"
        for field in ("vocab_size", "hidden_size", "max_position_embeddings", "classifier_dropout")
    }

    text_config: Any = None

    def __init__(self, **kwargs: Any):
        super().__init__(**self._nested(kwargs))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        if isinstance(data, Mapping) and cls.around(data) is data:
            data = cls._nested(data)
        return super().from_dict(data, **overrides)

    @classmethod
    def _nested(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """The language model's fields, where they stand beside the others, as its config."""
        kind: Any = cls.sub_configs["text_config"]
        if not cls.flat_text or data.get("text_config") is not None:
            return dict(data)
        names = (set(_fields(kind)) | _ROTATION) - set(_fields(cls))
        text = {name: value for name, value in data.items() if name in names}
        rest = {name: value for name, value in data.items() if name not in names}
        return {**rest, "text_config": text}

    def _complete(self) -> None:
        for name in self.sub_configs:
            given, default = getattr(self, name), self.default_parts.get(name, {})
            if given is None and name not in self.optional_parts:
                setattr(self, name, dict(default))
            elif isinstance(given, Mapping) and default and not given.get("model_type"):
                setattr(self, name, {"model_type": default["model_type"], **given})
        super()._complete()

    # --- what decoders ask -------------------------------------------------------------------

    @property
    def use_cache(self) -> bool:
        """Whether the language model returns a cache."""
        return getattr(self.get_text_config(decoder=True), "use_cache", True)

    @use_cache.setter
    def use_cache(self, value: bool) -> None:
        self.get_text_config(decoder=True).use_cache = value  # type: ignore[attr-defined]

    @property
    def max_position_embeddings(self) -> int | None:
        """How many tokens a text has at most."""
        return getattr(self.get_text_config(decoder=True), "max_position_embeddings", None)

    @property
    def pad_token_id(self) -> int | None:
        """The id of padding in texts."""
        return getattr(self.get_text_config(decoder=True), "pad_token_id", None)

    @pad_token_id.setter
    def pad_token_id(self, value: int | None) -> None:
        self.get_text_config(decoder=True).pad_token_id = value  # type: ignore[attr-defined]

    @property
    def classifier_dropout(self) -> float | None:
        """Dropout before a classification of tokens."""
        return getattr(self.get_text_config(decoder=True), "classifier_dropout", None)

    @property
    def hidden_size(self) -> int:
        """The size of the language model's hidden states."""
        return self.get_text_config(decoder=True).hidden_size

    @property
    def vocab_size(self) -> int:
        """How many tokens the language model knows."""
        return self.get_text_config(decoder=True).vocab_size

    @property
    def rotation_changes_at(self) -> int | None:
        """The length from which on the language model's rotation is another one."""
        return getattr(self.get_text_config(decoder=True), "rotation_changes_at", None)

    def window(self, layer: int) -> int | None:
        """How many tokens a query of this layer attends to, itself included; None for all."""
        window = getattr(self.get_text_config(decoder=True), "window", None)
        return None if window is None else window(layer)


class VisionLanguageConfig(LanguageConfig):
    """A language model and a vision encoder."""

    vision_config: Any = None


class RoutedVisionLanguageConfig(VisionLanguageConfig):
    """A VisionLanguageConfig whose language model is a mixture of experts."""

    @property
    def experts_per_token(self) -> int:
        """How many experts a token goes to."""
        return self.get_text_config(decoder=True).experts_per_token

    @property
    def router_aux_loss_coef(self) -> float:
        """How much the routers' loss counts."""
        return self.get_text_config(decoder=True).router_aux_loss_coef
