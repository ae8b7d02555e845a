"""AutoImageProcessor: from a name to the image processor its files describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from auto_core.auto import preprocessing
from auto_core.auto.trust import trusted
from auto_core.checkpoints.context import reading
from auto_core.checkpoints.hub import pop_hub_keywords
from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import InputError
from auto_core.processors import kinds
from auto_core.processors.files import (
    PREPROCESSOR_CONFIG,
    PROCESSOR_CONFIG,
    read_section,
    stored_class_name,
)
from auto_core.registry.table import Registry

if TYPE_CHECKING:
    from auto_core.processors.image_processor import ImageProcessor

_registered: Registry[type, type] = Registry("AutoImageProcessor")
_SUFFIX = "ImageProcessor"


class AutoImageProcessor:
    """Loads the image processor that belongs to a checkpoint. Not to be instantiated."""

    def __init__(self) -> None:
        raise OSError(
            "AutoImageProcessor is designed to be instantiated using the "
            "`AutoImageProcessor.from_pretrained(pretrained_model_name_or_path)` method."
        )

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: preprocessing.Source,
        *,
        config: PreTrainedConfig | None = None,
        image_processor_filename: str = PREPROCESSOR_CONFIG,
        backend: str | None = None,
        use_fast: bool | None = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> ImageProcessor:
        """Load from a directory, a JSON file or the Hub.

        Keywords of the Hub (`revision`, `token`, ...) say where from; all others override options
        (`do_normalize=False`, ...). The class is the one the file names, or that of the model
        type. `use_fast` is taken for compatibility: there is one implementation, on Pillow.

        Raises:
            FileMissingError: there is no preprocessor_config.json and no processor_config.json.
            UnknownModelTypeError: no class is known for what the files say.
            UnknownArgumentError: a keyword is no option (`return_unused_kwargs=True` returns the
                processor and such keywords instead).
        """
        if backend not in (None, "pil"):
            raise InputError(f"backend is {backend!r}, but images are processed by 'pil' only.")
        source = preprocessing.open_source(pretrained_model_name_or_path, pop_hub_keywords(kwargs))
        data = read_section(source, "image_processor", file_name=image_processor_filename)
        name = str(getattr(source, "name", source))
        with reading(name, image_processor_filename, PROCESSOR_CONFIG):
            found = resolve(source, data, config, trust_remote_code, code_revision)
            return found.from_dict(data, **kwargs)

    @staticmethod
    def register(
        config_class: type[PreTrainedConfig],
        slow_image_processor_class: type | None = None,
        fast_image_processor_class: type | None = None,
        image_processor_classes: Mapping[str, type] | None = None,
        exist_ok: bool = False,
    ) -> None:
        """Use an image processor class of your own for checkpoints of a config class.

        Of `image_processor_classes` ({"pil": ..., ...}) "pil" wins, otherwise the first.

        Raises:
            RegistrationError: no usable class was given, or the config class is taken.
        """
        by_backend = dict(image_processor_classes or {})
        chosen = (
            by_backend.get("pil")
            or slow_image_processor_class
            or fast_image_processor_class
            or next(iter(by_backend.values()), None)
        )
        preprocessing.check_classes(config_class, chosen, "image_processor_class")
        assert chosen is not None
        _registered.register(config_class, chosen, exist_ok=exist_ok, builtin=_built_in)


def resolve(
    source: preprocessing.Source,
    data: Mapping[str, Any],
    config: PreTrainedConfig | None = None,
    trust_remote_code: bool = False,
    code_revision: str | None = None,
) -> Any:
    """The class for the content of a file: registered, the repository's own, then built in."""
    class_name = stored_class_name(data, "image_processor_type") or preprocessing.named_in_config(
        source, config, "image_processor_type"
    )
    model_type = preprocessing.model_type_of(source, config)
    found: Any = preprocessing.registered_for(_registered, model_type, class_name)
    if trusted(trust_remote_code) and found is None:
        found = preprocessing.remote(source, data, "AutoImageProcessor", code_revision)
    if found is None:  # a class that is named and unknown is not replaced by another one
        found = kinds.class_named(class_name or kinds.IMAGE_PROCESSORS.get(model_type or "", ""))
    if found is None:
        table = kinds.IMAGE_PROCESSORS
        raise preprocessing.unknown(
            "AutoImageProcessor", _SUFFIX, source, class_name, model_type, table, data
        )
    return found


def _built_in(config_class: type) -> Any:
    own = config_class.__module__.startswith("auto_core.configs.")
    return kinds.IMAGE_PROCESSORS.get(getattr(config_class, "model_type", "")) if own else None
