"""The base class of model outputs, and the key-value cache of decoders."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

_classes: list[type[TensorFields]] = []
_watchers: list[Callable[[type[TensorFields]], None]] = []


class TensorFields:
    """Base of dataclasses that hold tensors; fields default to None, and None is absent."""

    if TYPE_CHECKING:  # each subclass is a dataclass
        __dataclass_fields__: ClassVar[dict[str, Any]]
        __match_args__: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        _classes.append(cls)
        for watcher in _watchers:
            watcher(cls)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            value = self.__dict__.get(key)
            if value is None:
                raise KeyError(key)
            return value
        return self.to_tuple()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        setattr(self, key, value)

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self) if getattr(self, field.name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def children(self) -> tuple[Any, ...]:
        """The values that were computed, in the order of the fields, as they are."""
        return tuple(getattr(self, name) for name in self)

    def to_tuple(self) -> tuple[Any, ...]:
        """The values that were computed, in the order of the fields."""
        return self.children()

    __hash__ = None  # type: ignore[assignment]


# Type checkers believe that dict derives from MutableMapping, which would not come before it.
class ModelOutput(TensorFields, MutableMapping[str, Any], dict[str, Any]):  # type: ignore[misc]
    """Base of all outputs: a mapping of the values that were computed, by name.

    A `dict`, which some libraries ask for, and which others read past its methods: it holds what
    the attributes hold.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if value is not None and name in self.__match_args__:
            dict.__setitem__(self, name, value)
        else:
            dict.pop(self, name, None)

    def __post_init__(self) -> None:
        # Libraries that map over containers rebuild them from one mapping or one iterable of
        # pairs, as they would a dict.
        first, *rest = [field.name for field in fields(self)]
        given = getattr(self, first)
        if (
            (isinstance(given, (Mapping, types.GeneratorType)) or _are_pairs(given))
            and not isinstance(given, ModelOutput)
            and all(getattr(self, name) is None for name in rest)
        ):
            setattr(self, first, None)
            for name, value in dict(given).items():
                setattr(self, name, value)

    @classmethod
    def of(cls, output: ModelOutput, **own: Any) -> Self:
        """This output with what `output`, that of a model inside, has of its fields too."""
        names = cls.__match_args__  # the fields; dynamo cannot look into dataclasses
        return cls(**{n: getattr(output, n) for n in names if hasattr(output, n)} | own)

    def __delitem__(self, key: str) -> None:
        setattr(self, key, None)

    def to_tuple(self) -> tuple[Any, ...]:
        """The values that were computed, in order; outputs of parts are tuples too."""
        return tuple(v.to_tuple() if isinstance(v, ModelOutput) else v for v in self.children())


def _are_pairs(given: Any) -> bool:
    """Whether this is [(name, value), ...], as the traces of tf.function give it."""
    return (
        isinstance(given, list)
        and bool(given)
        and all(isinstance(x, tuple) and len(x) == 2 and isinstance(x[0], str) for x in given)
    )


def on_each_output_class(register: Callable[[type[TensorFields]], None]) -> None:
    """Call `register` with every output class there is and will be (for pytree registries)."""
    _watchers.append(register)
    for cls in _classes:
        register(cls)


def field_names(cls: type[TensorFields]) -> tuple[str, ...]:
    """Names of the fields, in order."""
    return tuple(field.name for field in fields(cls))


@dataclass(eq=False)
class KeyValueCache(TensorFields):
    """What a decoder has already computed, one entry per layer that keeps some.

    No mapping: `keys` and `values` would not be the methods that mappings have.

    `keys` and `values` are [b capacity h d]; the first `length` positions are filled. Where a
    layer sees only a window and `length` is given, position p is at p % capacity. The
    cross-attention's are [b k h d] and complete. `length` is an int, or an integer tensor
    where it must not be part of a compiled graph.

    `states` has, for each layer that keeps states instead, a tuple of tensors [b ...] of one size
    whatever the length. Where no layer has keys, `length` says how many tokens they have seen.

    `offset` [b 1] is by how much the positions of what follows run ahead of a count of tokens,
    where images take fewer positions than tokens; None for not at all.
    """

    keys: Any = None
    values: Any = None
    cross_keys: Any = None
    cross_values: Any = None
    length: Any = None
    states: Any = None
    offset: Any = None

    def get_seq_length(self) -> Any:
        """Number of positions that are filled."""
        return self.keys[0].shape[1] if self.length is None else self.length
