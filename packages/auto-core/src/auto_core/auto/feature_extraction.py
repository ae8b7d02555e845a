"""AutoFeatureExtractor: from a name to the feature extractor its files describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from auto_core.auto import preprocessing
from auto_core.auto.trust import trusted
from auto_core.checkpoints.context import reading
from auto_core.checkpoints.hub import pop_hub_keywords
from auto_core.configs._base import PreTrainedConfig
from auto_core.processors import kinds
from auto_core.processors.files import PREPROCESSOR_CONFIG, PROCESSOR_CONFIG, read_section
from auto_core.registry.table import Registry

if TYPE_CHECKING:
    from auto_core.processors.feature_extractor import FeatureExtractor

_registered: Registry[type, type] = Registry("AutoFeatureExtractor")
_SUFFIX = "FeatureExtractor"


class AutoFeatureExtractor:
    """Loads the feature extractor that belongs to a checkpoint. Not to be instantiated."""

    def __init__(self) -> None:
        raise OSError(
            "AutoFeatureExtractor is designed to be instantiated using the "
            "`AutoFeatureExtractor.from_pretrained(pretrained_model_name_or_path)` method."
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
    ) -> FeatureExtractor:
        """Load from a directory, a JSON file or the Hub.

        Keywords of the Hub (`revision`, `token`, ...) say where from; all others override options
        (`do_normalize=False`, ...). The class is the one the file names, or that of the model
        type.

        Raises:
            FileMissingError: there is no preprocessor_config.json and no processor_config.json.
            UnknownModelTypeError: no class is known for what the files say; for images use
                AutoImageProcessor.
            UnknownArgumentError: a keyword is no option (`return_unused_kwargs=True` returns the
                extractor and such keywords instead).
        """
        source = preprocessing.open_source(pretrained_model_name_or_path, pop_hub_keywords(kwargs))
        data = read_section(source, "feature_extractor")
        name = str(getattr(source, "name", source))
        with reading(name, PREPROCESSOR_CONFIG, PROCESSOR_CONFIG):
            found = resolve(source, data, config, trust_remote_code, code_revision)
            return found.from_dict(data, **kwargs)

    @staticmethod
    def register(
        config_class: type[PreTrainedConfig],
        feature_extractor_class: type,
        exist_ok: bool = False,
    ) -> None:
        """Use a feature extractor class of your own for checkpoints of a config class.

        Raises:
            RegistrationError: the class cannot be loaded, or the config class is taken.
        """
        preprocessing.check_classes(
            config_class, feature_extractor_class, "feature_extractor_class"
        )
        _registered.register(
            config_class, feature_extractor_class, exist_ok=exist_ok, builtin=_built_in
        )


def resolve(
    source: preprocessing.Source,
    data: Mapping[str, Any],
    config: PreTrainedConfig | None = None,
    trust_remote_code: bool = False,
    code_revision: str | None = None,
) -> Any:
    """The class for the content of a file: registered, the repository's own, then built in."""
    key = "feature_extractor_type"
    class_name = data.get(key) or preprocessing.named_in_config(source, config, key)
    model_type = preprocessing.model_type_of(source, config)
    found: Any = preprocessing.registered_for(_registered, model_type, class_name)
    if trusted(trust_remote_code) and found is None:
        found = preprocessing.remote(source, data, "AutoFeatureExtractor", code_revision)
    if found is None:  # a class that is named and unknown is not replaced by another one
        found = kinds.class_named(class_name or kinds.FEATURE_EXTRACTORS.get(model_type or "", ""))
    if found is None:
        table = kinds.FEATURE_EXTRACTORS
        raise preprocessing.unknown(
            "AutoFeatureExtractor", _SUFFIX, source, class_name, model_type, table, data
        )
    return found


def _built_in(config_class: type) -> Any:
    own = config_class.__module__.startswith("auto_core.configs.")
    return kinds.FEATURE_EXTRACTORS.get(getattr(config_class, "model_type", "")) if own else None
