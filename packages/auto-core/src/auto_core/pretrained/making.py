"""Building a model without values, tying and initialising its parameters."""

from __future__ import annotations

import copy
import functools
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import numpy as np

from auto_core.checkpoints.tensors import StoredTensor
from auto_core.configs import PreTrainedConfig
from auto_core.errors import AutoError, ConfigError, InputError, check_keywords
from auto_core.initializers import Init, initial_value
from auto_core.pretrained.collecting import collector_paused
from auto_core.pretrained.dtypes import parameter_dtype

# True while `from_pretrained` builds a model: its parameters stay without values until the
# checkpoint gives them. A context variable, so that threads do not see each other.
_loading: ContextVar[bool] = ContextVar("loading", default=False)


class Slot(Protocol):
    """One parameter or buffer of a model, named and shaped as a checkpoint stores it."""

    name: str
    shape: tuple[int, ...]
    init: Init
    trainable: bool

    @property
    def is_buffer(self) -> bool:
        """Whether it is a statistic or a fixed table, which training leaves alone."""
        ...

    @property
    def identity(self) -> int:
        """Equal for two names of one tied tensor."""
        ...

    @property
    def is_empty(self) -> bool:
        """Whether it has no value yet."""
        ...

    def read(self) -> np.ndarray:
        """The value in the checkpoint's layout."""
        ...

    def write(self, value: np.ndarray | StoredTensor, dtype: str | None, where: Any) -> None:
        """Take a value in the checkpoint's layout; floats become `dtype` (None: as they are)."""
        ...


class InitMixin:
    """Building, tying and initialising, over the tensors of a framework."""

    # What an adapter declares:
    placement_keywords: ClassVar[Sequence[str]] = ()  # what `_pop_placement` takes
    attention_kernels: ClassVar[Sequence[str]] = ("sdpa", "eager")
    class_prefix: ClassVar[str] = ""  # "TF", "Flax", "Numpy": how an adapter's names begin

    # What an architecture declares:
    config_class: ClassVar[type[PreTrainedConfig]] = PreTrainedConfig
    tied_weights: ClassVar[Mapping[str, str]] = {}  # name -> the name whose tensor it shares
    always_tied: ClassVar[Mapping[str, str]] = {}  # the same, whatever tie_word_embeddings says
    initializers: ClassVar[Sequence[tuple[str, Any]]] = ()  # (pattern, Init or config -> Init)
    # Attributes that are whole models: each is filled, tied and matched by its own class's rules.
    parts: ClassVar[Sequence[str]] = ()

    config: PreTrainedConfig

    if TYPE_CHECKING:  # what the framework's class, which comes after in the MRO, has

        def __init__(self, config: PreTrainedConfig, *args: Any, **kwargs: Any): ...
        def eval(self) -> Any: ...

    # --- what an adapter answers ---------------------------------------------------------

    def slots(self) -> Iterator[Slot]:
        """Every parameter and buffer under its checkpoint name; tied ones under each name."""
        raise NotImplementedError

    def _tie(self, target: str, source: str) -> None:
        """Make the parameter called `target` share the tensor called `source`."""
        raise NotImplementedError

    def _sampling_seed(self) -> int:
        """A seed from the framework's own random state, so that its seeding governs ours."""
        raise NotImplementedError

    @classmethod
    def _pop_placement(cls, kwargs: dict[str, Any]) -> Any:
        """Take the framework's own keywords (device, sharding, ...) out of `kwargs`."""
        return None

    @classmethod
    def _possible_dtype(cls, dtype: str) -> str:
        """What the framework makes of a dtype: parameters have it, and the report says it."""
        return dtype

    @classmethod
    def from_config(cls, config: PreTrainedConfig, *args: Any, **kwargs: Any) -> Self:
        """A model with fresh weights, as `dtype` if that is given (or `config.dtype`).

        Other keywords go to the constructor.
        """
        config = cls._own_config(config)
        cls._check_config(config)
        older = kwargs.pop("torch_dtype", None)
        dtype = parameter_dtype(kwargs.pop("dtype", older))
        if dtype == "auto":
            dtype = None
        if dtype is not None:
            dtype = cls._possible_dtype(dtype)
        if dtype not in (None, config.dtype):  # the caller's config stays as it is
            config = copy.deepcopy(config)
            config.dtype = dtype
        check_attention(kwargs.pop("attn_implementation", None), cls.attention_kernels)
        where = cls._pop_placement(kwargs)
        cls._check_constructor(kwargs)
        model = cls._built_for(config, *args, **kwargs)
        model.init_weights(dtype=dtype or config.dtype or "float32", where=where)
        return model

    @classmethod
    def constructor_keywords(cls) -> tuple[str, ...]:
        """What the constructor takes by name beside the config, such as `add_pooling_layer`."""
        parameters = list(inspect.signature(cls._constructed().__init__).parameters.values())[2:]
        named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        return tuple(p.name for p in parameters if p.kind in named)

    @classmethod
    def _constructed(cls) -> Any:
        """The class whose constructor has the parameters of this one's."""
        return cls

    @classmethod
    def _check_constructor(cls, given: Mapping[str, Any]) -> None:
        """Refuse keywords that the constructor does not take, unless it takes any."""
        parameters = inspect.signature(cls._constructed().__init__).parameters.values()
        if given and not any(p.kind is p.VAR_KEYWORD for p in parameters):
            groups = {
                "for the model": ("dtype", "torch_dtype", "attn_implementation"),
                "for placement": cls.placement_keywords,
                "for the constructor": cls.constructor_keywords(),
            }
            groups = {title: names for title, names in groups.items() if names}
            check_keywords(given, where=f"{cls.__name__}.from_config", groups=groups)

    @classmethod
    def _own_config(cls, config: Any) -> Any:
        """What this class is made of: the config, or the part of it that a variation names."""
        return config

    @classmethod
    def _check_config(cls, config: Any) -> None:
        """Refuse what is no config of this class.

        Raises:
            ConfigError: another class's, or none at all.
        """
        if not isinstance(config, cls.config_class):
            kind = f" (model type {config.model_type!r})" if hasattr(config, "model_type") else ""
            raise ConfigError(
                f"{cls.__name__} needs a {cls.config_class.__name__}, "
                f"got a {type(config).__name__}{kind}."
            )

    @classmethod
    def skeleton(cls, config: PreTrainedConfig, *args: Any, **kwargs: Any) -> Self:
        """A model whose parameters have names and shapes, but no values yet."""
        with building():
            return cls(config, *args, **kwargs)

    @classmethod
    def _built_for(cls, config: PreTrainedConfig, *args: Any, **kwargs: Any) -> Any:
        """The skeleton; what the framework finds impossible in the config is an error of ours."""
        try:
            return cls.skeleton(config, *args, **kwargs)
        except AutoError:
            raise
        except (ArithmeticError, AssertionError, MemoryError, RuntimeError, ValueError) as error:
            raise ConfigError(
                f"{cls.__name__} cannot be built from this config "
                f"({config.name_or_path or 'made by hand'}): {error!s:.300}"
            ) from error

    def post_init(self) -> None:
        """Give every parameter its first value; runs by itself when a constructor returns."""
        if _loading.get():
            return
        if self._has_empty():
            self.init_weights()
        else:  # a head without tensors of its own, whose model has its values already
            self._tie_own()

    @collector_paused()
    def init_weights(
        self, *, dtype: str = "float32", seed: int | None = None, where: Any = None
    ) -> None:
        """Tie what is tied and give a first value to every parameter that has none."""
        if self._has_empty():
            self.tie_weights()
            self._fill_empty(dtype, seed, self._placed(where))

    def _has_empty(self) -> bool:
        return any(slot.is_empty for slot in self.slots())

    def _placed(self, where: Any, report: Any = None) -> Any:
        """What `_pop_placement` returned, for this model; an adapter that splits overrides this,
        and notes in the report what it did not split."""
        return where

    def _fill_empty(self, dtype: str, seed: int | None, where: Any) -> None:
        for index, part in enumerate(self.parts, 1):
            own_seed = None if seed is None else seed + index
            getattr(self, part)._fill_empty(dtype, own_seed, where)
        generator = np.random.default_rng(self._sampling_seed() if seed is None else seed)
        std = getattr(self.config, "initializer_range", None)
        rules = [(re.compile(pattern), rule) for pattern, rule in self.initializers]
        given: set[int] = set()  # what is tied gets one value, of the tensor that others share
        ties = self.ties()
        for slot in sorted(self.slots(), key=lambda slot: slot.name in ties):
            if slot.is_empty and slot.identity not in given:
                given.add(slot.identity)
                found = (r for pattern, r in rules if pattern.search(slot.name))
                rule: Any = next(found, slot.init)
                value = initial_value(rule, slot.shape, generator, std=0.02 if std is None else std)
                slot.write(value, dtype, where)

    def tie_weights(self) -> None:
        """Make tied parameters share one tensor, where the config says so."""
        for target, source in self.ties().items():
            self._tie(target, source)

    def _tie_own(self) -> None:
        """As `tie_weights`, without what is within one part: parts have tied that themselves."""
        inside = tuple(f"{part}." for part in self.parts)
        for target, source in self.ties().items():
            if not any(target.startswith(part) and source.startswith(part) for part in inside):
                self._tie(target, source)

    def ties(self) -> dict[str, str]:
        """Name -> the name whose tensor it shares, by this config."""
        tied = getattr(self.config, "tie_word_embeddings", True)
        inner = {
            f"{part}.{target}": f"{part}.{source}"
            for part in self.parts
            for target, source in getattr(self, part).ties().items()
        }
        return {**inner, **self.always_tied, **(self.tied_weights if tied else {})}


def check_attention(implementation: Any, kernels: Sequence[str]) -> None:
    """Refuse what `attn_implementation` cannot be.

    Attention is one op: the framework's fused one, and the plain one where its weights are asked
    for. So "sdpa" and "eager" name what happens by itself.

    Args:
        kernels: the names that a framework knows.

    Raises:
        InputError: it is a kernel that is not used here.
    """
    if implementation is not None and implementation not in kernels:
        known = " or ".join(map(repr, kernels))
        torch_alone = implementation in ("flash_attention_2", "flex_attention")
        raise InputError(
            f"attn_implementation is {implementation!r}, expected {known}"
            f"{', the others being of torch' if torch_alone else ''}. Leave it out: attention "
            "takes the framework's fused kernel by itself."
        )


def finish_after_init(cls: type) -> None:
    """Run `post_init` when the constructor of the outermost class has returned."""
    constructor = cls.__init__

    @functools.wraps(constructor)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        constructor(self, *args, **kwargs)
        if type(self) is cls:
            self.post_init()

    cls.__init__ = __init__  # type: ignore[misc]


@contextmanager
def building() -> Iterator[None]:
    token = _loading.set(True)
    try:
        with collector_paused():
            yield
    finally:
        _loading.reset(token)
