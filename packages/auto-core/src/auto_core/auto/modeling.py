"""The AutoModel classes of every family, made from the table of tasks."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import logging
import os
import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.tasks import BY_KEY, TASKS, Task
from auto_core.auto.trust import trusted
from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
from auto_core.checkpoints.lora import base_of
from auto_core.configs import PreTrainedConfig
from auto_core.errors import (
    ConfigError,
    RegistrationError,
    UnknownModelTypeError,
    UnsupportedTaskError,
)
from auto_core.pretrained import PreTrainedMixin
from auto_core.registry import architectures, plugins
from auto_core.registry.configs import model_types
from auto_core.registry.table import Registry

log = logging.getLogger(__name__)

# The deprecated AutoModelWithLMHead takes the first of these that an architecture has.
_LANGUAGE_HEADS = ("seq2seq-lm", "masked-lm", "causal-lm")


@dataclass(frozen=True)
class Family:
    """One framework's Auto classes.

    Attributes:
        prefix: of class names: "", "TF", "Flax", "Numpy".
        package: that reads the architectures.
        present: turns an architecture's class into the one that users hold.
    """

    prefix: str
    package: str
    present: Callable[[type], type] = lambda cls: cls


FAMILIES = {
    "torch": ("", "auto_torch"),
    "tf": ("TF", "auto_tf"),
    "flax": ("Flax", "auto_flax"),
    "numpy": ("Numpy", "auto_core"),
}


class AutoModelFactory:
    """Base of every AutoModel class: picks the model class by the config's class.

    The caller's `register` is asked first, then installed plugins, then the built-in
    architectures.
    """

    task: ClassVar[Task]
    family: ClassVar[Family]
    _registered: ClassVar[Registry[type[PreTrainedConfig], type]]

    def __init__(self, *args: Any, **kwargs: Any):
        name = type(self).__name__
        raise OSError(
            f"{name} is designed to be instantiated using the "
            f"`{name}.from_pretrained(pretrained_model_name_or_path)` or "
            f"`{name}.from_config(config)` methods."
        )

    @classmethod
    def from_config(cls, config: PreTrainedConfig, **kwargs: Any) -> Any:
        """A model with fresh weights; `dtype` and the constructor's keywords are passed on.

        Raises:
            UnsupportedTaskError: the architecture has no such head.
            UnknownModelTypeError: there is no such architecture in this family.
        """
        return cls.model_class(config).from_config(config, **kwargs)

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
        config: PreTrainedConfig | str | os.PathLike[str] | None = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Load a model from a directory or the Hub with the class that its config calls for.

        Args:
            pretrained_model_name_or_path: a directory, or a repository's name on the Hub.
            model_args: passed on to the model's constructor.
            config: a config, or where to load it from; by default config.json of the checkpoint.
            trust_remote_code: let the repository's own code (its `auto_map`) define the model.
            code_revision: the revision of that code.
            kwargs: as for the models' own `from_pretrained`: `dtype`, `strict`,
                `ignore_mismatched_sizes`, `output_loading_info`; where files come from
                (`revision`, `subfolder`, `token`, `cache_dir`, `local_files_only`, ...); which
                weights (`variant`, `use_safetensors`, `gguf_file`, `adapter`);
                `quantization_config`, `keep_quantized`; placement (torch: `device`,
                `device_map`, `mesh`, `plan`; Flax: `device`, `sharding`, `mesh`, `plan`;
                TensorFlow: `device`); and fields that override the config.

        Returns:
            A model of the class that the config's model type has for this task, in `eval` mode.

        Raises:
            CheckpointError: files cannot be found or read; see `auto_core.errors`.
            UnknownModelTypeError: no class is known for the config's model type.
            UnsupportedTaskError: the model type has no head for this task.
            WeightMismatchError: the tensors do not fit the architecture.
            UnknownArgumentError: a keyword is none of the above.
        """
        trusted(trust_remote_code)
        hub = pop_hub_keywords(kwargs)
        snapshot = Snapshot.open(pretrained_model_name_or_path, **hub)
        base = base_of(snapshot) if "adapter" not in kwargs else None
        if base is not None:
            snapshot, kwargs["adapter"] = base, snapshot
        code = {"trust_remote_code": trust_remote_code, "code_revision": code_revision}
        resolved: Any = config
        if not isinstance(config, PreTrainedConfig):
            # The config of a GGUF file is in it, unless the caller has another.
            gguf = {"gguf_file": kwargs["gguf_file"]} if kwargs.get("gguf_file") else {}
            resolved = AutoConfig.from_pretrained(
                config or snapshot, **(hub if config else gguf), **code
            )
        model_class = None
        if trust_remote_code:
            from auto_core.auto.remote_code import remote_class

            model_class = remote_class(snapshot, resolved, cls.__name__, code_revision)
        if model_class is not None and not issubclass(model_class, PreTrainedMixin):
            # A class of another library: it knows names and revisions, not snapshots.
            location = str(snapshot.root or snapshot.name)
            hub["revision"] = snapshot.commit
            return model_class.from_pretrained(
                location, *model_args, config=resolved, **hub, **kwargs
            )
        model_class = model_class or cls.model_class(resolved)
        return model_class.from_pretrained(snapshot, *model_args, config=resolved, **kwargs)

    @classmethod
    def model_class(cls, config: PreTrainedConfig | type[PreTrainedConfig]) -> type:
        """The class that `from_config` and `from_pretrained` would build for this config."""
        if not isinstance(config, PreTrainedConfig | type):
            raise ConfigError(
                f"{cls.__name__} needs a config, got {config!r:.80} ({type(config).__name__}). "
                "Make one: AutoConfig.from_pretrained(name) or AutoConfig.for_model(model_type)."
            )
        found, source = cls.explain(config)
        config_class = config if isinstance(config, type) else type(config)
        plugins.log_choice(log, f"{cls.__name__} for {config_class.__name__}", found, source)
        return found

    @classmethod
    def explain(cls, config: PreTrainedConfig | type[PreTrainedConfig]) -> tuple[type, str]:
        """The class that would be built, and who brought it: "registered", "plugin NAME", ..."""
        config_class = config if isinstance(config, type) else type(config)
        registered = cls._registered.get(config_class)
        if registered is not None:
            return registered, "registered by the caller"
        named = None if isinstance(config, type) else config.architectures
        found = cls._declared(config_class.model_type, named or ())
        if found is None:
            raise cls._refusal(config_class)
        return found, plugins.origin(config_class.model_type)

    @classmethod
    def _declared(cls, model_type: str, named: Collection[str] = ()) -> type | None:
        """The class that a plugin or a built-in architecture declares for this task.

        Of several, it is the one that a config's `architectures` name.
        """
        module = architectures.architecture(model_type, cls.family.package)
        if module is None:
            return None
        if cls.task.key == "lm-head":
            _warn_deprecated(cls.__name__)
            key = next((k for k in _LANGUAGE_HEADS if k in module.HEADS), "")
        else:
            key = cls.task.key
        others = getattr(module, "ALTERNATIVES", {}).get(key, ())
        chosen = (other for other in others if other.architecture_name() in named)
        head = next(chosen, module.HEADS.get(key))
        return None if head is None else cls.family.present(head)

    @classmethod
    def _refusal(cls, config_class: type[PreTrainedConfig]) -> Exception:
        model_type = config_class.model_type
        module = architectures.architecture(model_type, cls.family.package)
        if module is None:
            return UnknownModelTypeError(
                f"{cls.__name__} knows no model for {config_class.__name__} (model type "
                f"{model_type!r}). {cls.family.package} has: "
                f"{', '.join(sorted(cls.supported_model_types()))}. To add your own: "
                f"{cls.__name__}.register({config_class.__name__}, YourModel)."
            )
        prefix = cls.family.prefix
        accepted = ", ".join(prefix + BY_KEY[key].name for key in module.HEADS)
        others = ", ".join(sorted(cls.supported_model_types())) or "none yet"
        return UnsupportedTaskError(
            f"{model_type} has no class for {cls.__name__}. It can be loaded with: {accepted}. "
            f"Model types that {cls.__name__} loads: {others}."
        )

    @classmethod
    def register(
        cls, config_class: type[PreTrainedConfig], model_class: type, exist_ok: bool = False
    ) -> None:
        """Build `model_class` for configs of `config_class`.

        Raises:
            RegistrationError: the classes do not belong together, one is registered, or the
                model's has no `from_pretrained`.
        """
        if not (inspect.isclass(config_class) and issubclass(config_class, PreTrainedConfig)):
            raise RegistrationError(f"{config_class!r} is not a subclass of PreTrainedConfig.")
        if not (inspect.isclass(model_class) and hasattr(model_class, "from_pretrained")):
            base = f"{cls.family.prefix}PreTrainedModel"
            raise RegistrationError(
                f"{model_class!r:.200} has no from_pretrained, so {cls.__name__} cannot load it. "
                f"Derive the class from {base} of {cls.family.package}: "
                f"`from {cls.family.package} import {base}`."
            )
        own = getattr(model_class, "config_class", None)
        if own is not None and own is not PreTrainedConfig and own is not config_class:
            raise RegistrationError(
                f"{model_class.__name__}.config_class is {own.__name__}, but it is registered "
                f"for {config_class.__name__}; make them the same class."
            )
        cls._registered.register(
            config_class,
            model_class,
            exist_ok=exist_ok,
            builtin=cls._builtin_for,
        )

    @classmethod
    def _builtin_for(cls, config_class: type[PreTrainedConfig]) -> type | None:
        """What would be replaced: only the very config class of an architecture collides."""
        from auto_core.registry.configs import declared_config_class

        if declared_config_class(config_class.model_type) is not config_class:
            return None
        return cls._declared(config_class.model_type)

    @classmethod
    def supported_model_types(cls) -> list[str]:
        """Model types that this class can build: registered, plugins' and built in."""
        registered = {config.model_type for config in cls._registered}
        declared = (name for name in model_types() if cls._has_task(name))
        return sorted({*registered, *declared})

    @classmethod
    def _has_task(cls, model_type: str) -> bool:
        # NumPy's reading of an architecture declares the same heads and needs no framework.
        try:
            module = architectures.architecture(model_type, "auto_core")
        except RegistrationError as error:  # a broken plugin is no matter of the other types
            log.warning("%s", error)
            return False
        keys = _LANGUAGE_HEADS if cls.task.key == "lm-head" else (cls.task.key,)
        return module is not None and any(key in module.HEADS for key in keys)


def auto_classes(family: Family) -> dict[str, type[AutoModelFactory]]:
    """Every Auto class of a family by its name."""
    from auto_core.auto.sentences import SentenceEmbeddingFactory

    classes: dict[str, Any] = {}
    own = {"sentence-embedding": SentenceEmbeddingFactory}
    for task in TASKS:
        name = family.prefix + task.name
        classes[name] = type(
            name,
            (own.get(task.key, AutoModelFactory),),
            {
                "__module__": family.package,
                "__doc__": f"Loads {task.head}, with the class that the checkpoint calls for.",
                "task": task,
                "family": family,
                "_registered": Registry(name),
            },
        )
    return classes


def auto_class(package: str, key: str) -> type[AutoModelFactory]:
    """The Auto class for a task (its key) in the family that reads architectures in `package`."""
    prefix = next(prefix for prefix, name in FAMILIES.values() if name == package)
    return getattr(importlib.import_module(package), prefix + BY_KEY[key].name)


def installed_families() -> list[str]:
    """The families whose package is installed."""
    return [name for name, (_, package) in FAMILIES.items() if importlib.util.find_spec(package)]


def _warn_deprecated(name: str) -> None:
    warnings.warn(
        f"{name} is deprecated: use {name.replace('WithLMHead', 'ForCausalLM')}, "
        f"{name.replace('WithLMHead', 'ForMaskedLM')} or "
        f"{name.replace('WithLMHead', 'ForSeq2SeqLM')}.",
        FutureWarning,
        stacklevel=4,
    )
