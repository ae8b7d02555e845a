"""AutoTokenizer: from a name to the tokenizer its files describe."""

from __future__ import annotations

import inspect
import os
from typing import TYPE_CHECKING, Any

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.remote_code import remote_class
from auto_core.auto.trust import trusted
from auto_core.checkpoints.hub import HUB_KEYWORDS
from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import RegistrationError, UnknownModelTypeError
from auto_core.registry.configs import config_class_for
from auto_core.registry.table import Registry
from auto_core.tokenizers.files import TokenizerFiles, read_files
from auto_core.tokenizers.kinds import MODEL_TYPES
from auto_core.tokenizers.loading import load_tokenizer

if TYPE_CHECKING:
    from auto_core.tokenizers import PreTrainedTokenizer

_registered: Registry[type, type] = Registry("AutoTokenizer")


class AutoTokenizer:
    """Loads the tokenizer that belongs to a checkpoint. Not to be instantiated."""

    def __init__(self) -> None:
        raise OSError(
            "AutoTokenizer is designed to be instantiated using the "
            "`AutoTokenizer.from_pretrained(pretrained_model_name_or_path)` method."
        )

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *,
        config: PreTrainedConfig | None = None,
        tokenizer_type: str | None = None,
        use_fast: bool = True,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> PreTrainedTokenizer:
        """Load from a directory, a vocabulary file or the Hub.

        Keywords of the Hub (`revision`, `token`, ...) say where from; all others override
        options of the tokenizer (`padding_side="left"`, `pad_token="<pad>"`, ...).
        `tokenizer_type` is a model type whose tokenizer to use; `config` tells it too.
        `use_fast` is taken for compatibility: every tokenizer runs in Rust. With
        `trust_remote_code=True` a tokenizer class that the repository's `auto_map` names is used,
        from `code_revision` if that is given. `gguf_file` is a file of llama.cpp that the
        tokenizer is in.

        Raises:
            FileMissingError: there is no tokenizer.json and no older vocabulary.
            UnknownArgumentError: a keyword is no option of this tokenizer.
        """
        if config is not None and not isinstance(config, PreTrainedConfig):
            config = AutoConfig.from_pretrained(config)
        if tokenizer_type is not None and tokenizer_type not in MODEL_TYPES:
            raise UnknownModelTypeError(
                f"tokenizer_type {tokenizer_type!r} is not known. "
                f"Known: {', '.join(sorted(MODEL_TYPES))}."
            )
        hub = {key: kwargs[key] for key in HUB_KEYWORDS if key in kwargs}
        if kwargs.get("gguf_file") is not None:
            return load_tokenizer(pretrained_model_name_or_path, **kwargs)
        files = read_files(pretrained_model_name_or_path, **hub)
        own_code = trusted(trust_remote_code)
        registered = _registered_class(files, config)
        if registered is not None:
            return registered.from_pretrained(pretrained_model_name_or_path, **kwargs)
        if own_code and files.snapshot is not None:
            own = remote_class(files.snapshot, files.stored, "AutoTokenizer", code_revision)
            if own is not None:
                return own.from_pretrained(pretrained_model_name_or_path, **kwargs)
        if config is not None and files.model_type is None:
            files.model_type = config.model_type
        kind = None if tokenizer_type is None else MODEL_TYPES[tokenizer_type]
        return load_tokenizer(files, kind_name=kind, **kwargs)

    @staticmethod
    def register(
        config_class: type[PreTrainedConfig],
        tokenizer_class: type | None = None,
        slow_tokenizer_class: type | None = None,
        fast_tokenizer_class: type | None = None,
        exist_ok: bool = False,
    ) -> None:
        """Use a tokenizer class of your own for checkpoints of a config class.

        The class needs a `from_pretrained`. Of the older arguments the fast class wins.

        Raises:
            RegistrationError: no class was given, or the config class is taken.
        """
        chosen = tokenizer_class or fast_tokenizer_class or slow_tokenizer_class
        if not (inspect.isclass(config_class) and issubclass(config_class, PreTrainedConfig)):
            raise RegistrationError(f"{config_class!r} is not a subclass of PreTrainedConfig.")
        if not inspect.isclass(chosen) or not hasattr(chosen, "from_pretrained"):
            raise RegistrationError(
                f"tokenizer_class is {chosen!r}, expected a class with `from_pretrained`, e.g. a "
                "subclass of auto_core.tokenizers.PreTrainedTokenizer."
            )
        _registered.register(config_class, chosen, exist_ok=exist_ok, builtin=_built_in)


def _built_in(config_class: type) -> Any:
    name = MODEL_TYPES.get(getattr(config_class, "model_type", ""))
    own = config_class.__module__.startswith("auto_core.configs.")
    return name if own else None


def _registered_class(files: TokenizerFiles, config: PreTrainedConfig | None) -> Any:
    """The caller's class, by config class or by the class name in tokenizer_config.json."""
    known = {key: _registered.get(key) for key in _registered}
    if config is not None and type(config) in known:
        return known[type(config)]
    if files.model_type is not None:
        try:
            found = known.get(config_class_for(files.model_type))
        except UnknownModelTypeError:
            found = None
        if found is not None:
            return found
    by_name = {found.__name__: found for found in known.values() if found is not None}
    return by_name.get(files.class_name or "")
