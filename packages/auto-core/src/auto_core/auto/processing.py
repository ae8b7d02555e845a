"""AutoProcessor: from a name to everything that prepares a model's inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from auto_core.auto import preprocessing
from auto_core.auto.feature_extraction import AutoFeatureExtractor
from auto_core.auto.image_processing import AutoImageProcessor
from auto_core.auto.tokenization import AutoTokenizer
from auto_core.auto.trust import trusted
from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import AutoError, UnknownModelTypeError
from auto_core.processors import kinds
from auto_core.processors.files import PREPROCESSOR_CONFIG, PROCESSOR_CONFIG
from auto_core.registry.table import Registry

if TYPE_CHECKING:
    from auto_core.processors.processor import Processor

_registered: Registry[type, type] = Registry("AutoProcessor")


class AutoProcessor:
    """Loads the processor that belongs to a checkpoint. Not to be instantiated."""

    def __init__(self) -> None:
        raise OSError(
            "AutoProcessor is designed to be instantiated using the "
            "`AutoProcessor.from_pretrained(pretrained_model_name_or_path)` method."
        )

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: preprocessing.Source,
        *,
        config: PreTrainedConfig | None = None,
        allow_fallback: bool = True,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> Processor:
        """Load from a directory or the Hub, all parts of one commit.

        The class is the one that processor_config.json, preprocessor_config.json,
        tokenizer_config.json or config.json name as `processor_class`, or that of the model type.
        Where there is none, the tokenizer is returned, or else the image processor, or else the
        feature extractor; `allow_fallback=False` makes that an error. Keywords of the Hub say
        where from; all others override options of the part that has them.

        Raises:
            UnknownModelTypeError: the files name a processor that is not known, or none and no
                part of one either.
        """
        source = Snapshot.open(pretrained_model_name_or_path, **pop_hub_keywords(kwargs))
        data = source.json(PROCESSOR_CONFIG) or {}
        class_name = _class_name(source)
        model_type = preprocessing.model_type_of(source, config)
        found: Any = preprocessing.registered_for(_registered, model_type, class_name)
        if trusted(trust_remote_code) and found is None:
            found = preprocessing.remote(source, data, "AutoProcessor", code_revision)
        if found is None:
            found = kinds.class_named(class_name or kinds.PROCESSORS.get(model_type or "", ""))
        if found is not None:
            return found.from_pretrained(source, **kwargs)
        if class_name == "Wav2Vec2ProcessorWithLM":
            raise UnknownModelTypeError(
                f"{source.name!r} decodes with a language model (Wav2Vec2ProcessorWithLM), which "
                "is not supported. To decode without it: from auto_core.processors import "
                "Wav2Vec2Processor; Wav2Vec2Processor.from_pretrained(...)."
            )
        if not allow_fallback or class_name is not None:
            table = kinds.PROCESSORS
            raise preprocessing.unknown(
                "AutoProcessor", "Processor", source, class_name, model_type, table, data
            )
        return _fall_back(source, config, kwargs)

    @staticmethod
    def register(
        config_class: type[PreTrainedConfig], processor_class: type, exist_ok: bool = False
    ) -> None:
        """Use a processor class of your own for checkpoints of a config class.

        Raises:
            RegistrationError: the class cannot be loaded, or the config class is taken.
        """
        preprocessing.check_classes(config_class, processor_class, "processor_class")
        _registered.register(config_class, processor_class, exist_ok=exist_ok, builtin=_built_in)


def _class_name(source: Snapshot) -> str | None:
    for name in (PROCESSOR_CONFIG, PREPROCESSOR_CONFIG, "tokenizer_config.json", "config.json"):
        found = (source.json(name) or {}).get("processor_class")
        if found is not None:
            return found
    return None


def _fall_back(source: Snapshot, config: PreTrainedConfig | None, kwargs: dict[str, Any]) -> Any:
    reasons = []
    location = source if source.root is None else source.root / source.subfolder
    for auto_class in (AutoTokenizer, AutoImageProcessor, AutoFeatureExtractor):
        try:
            return auto_class.from_pretrained(location, config=config, **kwargs)
        except AutoError as error:
            reasons.append(f"{auto_class.__name__}: {error}")
    raise UnknownModelTypeError(
        f"{source.name!r} has no processor, tokenizer, image processor or feature extractor that "
        "can be loaded.\n- " + "\n- ".join(reasons)
    )


def _built_in(config_class: type) -> Any:
    own = config_class.__module__.startswith("auto_core.configs.")
    return kinds.PROCESSORS.get(getattr(config_class, "model_type", "")) if own else None
