"""AutoVideoProcessor: from a name to the video processor its files describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from auto_core.auto import preprocessing
from auto_core.auto.trust import trusted
from auto_core.checkpoints.context import reading
from auto_core.checkpoints.hub import pop_hub_keywords
from auto_core.configs._base import PreTrainedConfig
from auto_core.processors import kinds
from auto_core.processors.files import PROCESSOR_CONFIG
from auto_core.processors.videos import VIDEO_CONFIG, read_video_section
from auto_core.registry.table import Registry

if TYPE_CHECKING:
    from auto_core.processors.videos import VideoProcessor

_registered: Registry[type, type] = Registry("AutoVideoProcessor")
_SUFFIX = "VideoProcessor"


class AutoVideoProcessor:
    """Loads the video processor that belongs to a checkpoint. Not to be instantiated."""

    def __init__(self) -> None:
        raise OSError(
            "AutoVideoProcessor is designed to be instantiated using the "
            "`AutoVideoProcessor.from_pretrained(pretrained_model_name_or_path)` method."
        )

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: preprocessing.Source,
        *,
        config: PreTrainedConfig | None = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> VideoProcessor:
        """Load from a directory, a JSON file or the Hub.

        Keywords of the Hub (`revision`, `token`, ...) say where from; all others override options.
        The class is the one the file names, or that of the model type.

        Raises:
            FileMissingError: no file says anything of videos or images.
            UnknownModelTypeError: no class is known for what the files say.
            UnknownArgumentError: a keyword is no option.
        """
        source = preprocessing.open_source(pretrained_model_name_or_path, pop_hub_keywords(kwargs))
        data = read_video_section(source)
        name = str(getattr(source, "name", source))
        with reading(name, VIDEO_CONFIG, PROCESSOR_CONFIG):
            found = resolve(source, data, config, trust_remote_code, code_revision)
            return found.from_dict(data, **kwargs)

    @staticmethod
    def register(
        config_class: type[PreTrainedConfig], video_processor_class: type, exist_ok: bool = False
    ) -> None:
        """Use a video processor class of your own for checkpoints of a config class.

        Raises:
            RegistrationError: the class cannot be loaded, or the config class is taken.
        """
        preprocessing.check_classes(config_class, video_processor_class, "video_processor_class")
        _registered.register(
            config_class, video_processor_class, exist_ok=exist_ok, builtin=_built_in
        )


def resolve(
    source: preprocessing.Source,
    data: Mapping[str, Any],
    config: PreTrainedConfig | None = None,
    trust_remote_code: bool = False,
    code_revision: str | None = None,
) -> Any:
    """The class for the content of a file: registered, the repository's own, then built in."""
    class_name = data.get("video_processor_type")
    model_type = preprocessing.model_type_of(source, config)
    found: Any = preprocessing.registered_for(_registered, model_type, class_name)
    if trusted(trust_remote_code) and found is None:
        found = preprocessing.remote(source, data, "AutoVideoProcessor", code_revision)
    table = kinds.VIDEO_PROCESSORS
    if found is None:  # files of before there were video processors name that of images
        of_images = str(data.get("image_processor_type") or "").removesuffix("Fast")
        guess = of_images.replace("ImageProcessor", _SUFFIX)
        found = kinds.class_named(class_name or table.get(model_type or "", guess))
    if found is None:
        raise preprocessing.unknown(
            "AutoVideoProcessor", _SUFFIX, source, class_name, model_type, table, data
        )
    return found


def _built_in(config_class: type) -> Any:
    own = config_class.__module__.startswith("auto_core.configs.")
    return kinds.VIDEO_PROCESSORS.get(getattr(config_class, "model_type", "")) if own else None
