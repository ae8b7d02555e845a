"""A pickle reader that can build tensors and containers, and has no way to do anything else.

Python's `pickle` imports and calls what the file names. This reader never does: the instructions
are decoded by `pickletools` (which runs nothing) and interpreted here over a closed table of
names. A name outside the table ends the reading before anything is built from it. Torch's own
`weights_only` reader works likewise; this one needs no torch.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

from auto_core.checkpoints.budget import ELEMENT, Budget
from auto_core.checkpoints.tensors import MAX_RANK
from auto_core.errors import UnsafeFileError

PER_BYTE = 20  # of a file: a tensor of a few numbers has about 200 bytes and 35 instructions

# What torch calls its storages -> names in `tensors.DTYPES`.
STORAGES = {
    **{"BoolStorage": "bool", "ByteStorage": "uint8", "CharStorage": "int8"},
    **{"ShortStorage": "int16", "IntStorage": "int32", "LongStorage": "int64"},
    **{"HalfStorage": "float16", "BFloat16Storage": "bfloat16", "FloatStorage": "float32"},
    **{"DoubleStorage": "float64", "ComplexFloatStorage": "complex64"},
    **{"ComplexDoubleStorage": "complex128", "UntypedStorage": "uint8"},
}


class Readable(Protocol):
    """As much of a file as a pickle is read from."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class DType:
    """A dtype that the pickle names, such as `torch.float8_e4m3fn`."""

    name: str


@dataclass(frozen=True, slots=True)
class Storage:
    """A block of memory elsewhere in the file, of which tensors are views."""

    key: str
    dtype: str
    numel: int  # elements of the whole block
    offset: int = 0  # elements before this view of it (in the format before torch 1.6)


@dataclass(frozen=True, slots=True)
class Tensor:
    """A view of a storage; offset and strides in elements."""

    storage: Storage
    dtype: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Callee:
    """A name of a table that the pickle may call."""

    name: str
    call: Callable[..., Any]


class _Dict(dict[Any, Any]):
    """An OrderedDict of the file: what torch sets on it as attributes is not kept."""


@dataclass(slots=True)
class Ignored:
    """An object of the file that nobody needs: what it was made of is not kept."""

    name: str


Lookup = Callable[[str, str], Any]


def load(file: Readable, budget: Budget, lookup: Lookup | None = None) -> Any:
    """Interpret one pickle from the file's position, and leave the position behind it.

    Dicts, lists, tuples, strings, numbers and the records of this module come back. Each
    instruction, and each element of what it copies, is charged to the budget.

    Args:
        lookup: another table, of what files of another kind may name.

    Raises:
        UnsafeFileError: the pickle names anything outside the table.
        ValueError, IndexError, ...: it is no pickle; the caller knows the file to blame.
    """
    return _Machine(budget, lookup or _lookup).run(file)


class _Machine:
    """The interpreter: a stack, marks on it, and the memo."""

    def __init__(self, budget: Budget, lookup: Lookup) -> None:
        self.budget, self.lookup = budget, lookup
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}

    def run(self, file: Readable) -> Any:
        arg: Any  # decoded by pickletools: a number, text, bytes or None
        for opcode, arg, _ in pickletools.genops(cast(Any, file)):
            self.budget.charge(ELEMENT + 4 * len(arg) if _sized(arg) else ELEMENT, "an instruction")
            match opcode.name:
                case "PROTO" | "FRAME":
                    pass
                case "STOP":
                    return self.stack.pop()
                case "MARK":
                    self.marks.append(len(self.stack))
                case "NONE":
                    self.stack.append(None)
                case "NEWTRUE" | "NEWFALSE":
                    self.stack.append(opcode.name == "NEWTRUE")
                case "EMPTY_DICT":
                    self.stack.append({})
                case "EMPTY_LIST":
                    self.stack.append([])
                case "EMPTY_SET":
                    self.stack.append(Ignored("set"))
                case "ADDITEMS":
                    self._since_mark()
                    if not isinstance(self.stack[-1], Ignored):
                        raise UnsafeFileError("it adds to what is no set")
                case "EMPTY_TUPLE":
                    self.stack.append(())
                case "DICT":
                    self.stack.append(_fill({}, self._since_mark()))
                case "LIST":
                    self.stack.append(self._since_mark())
                case "TUPLE":
                    self.stack.append(tuple(self._since_mark()))
                case "TUPLE1" | "TUPLE2" | "TUPLE3":
                    self.stack.append(tuple(self._pop(int(opcode.name[-1]))))
                case "APPEND":
                    _list(self.stack[-2]).append(self.stack.pop())
                case "APPENDS":
                    items = self._since_mark()
                    _list(self.stack[-1]).extend(items)
                case "SETITEM":
                    pair = self._pop(2)
                    _fill(self.stack[-1], pair)
                case "SETITEMS":
                    pairs = self._since_mark()
                    _fill(self.stack[-1], pairs)
                case "PUT" | "BINPUT" | "LONG_BINPUT":
                    self.memo[arg] = self.stack[-1]
                case "MEMOIZE":
                    self.memo[len(self.memo)] = self.stack[-1]
                case "GET" | "BINGET" | "LONG_BINGET":
                    self.stack.append(self.memo[arg])
                case "GLOBAL":
                    self.stack.append(self.lookup(*arg.split(" ", 1)))
                case "STACK_GLOBAL":
                    self.stack.append(self.lookup(*self._pop(2)))
                case "REDUCE" | "NEWOBJ":
                    callee, args = self._pop(2)
                    self.stack.append(self._call(callee, args))
                case "BUILD":
                    self._build(self.stack.pop())
                case "BINPERSID":
                    self.stack.append(_storage(self.stack.pop()))
                case _ if opcode.name in _LITERALS:
                    self.stack.append(arg)
                case other:
                    raise UnsafeFileError(f"it uses the pickle instruction {other}")
        raise ValueError("the pickle has no end")

    def _since_mark(self) -> list[Any]:
        start = self.marks.pop()
        items = self.stack[start:]
        del self.stack[start:]
        return items

    def _pop(self, count: int) -> list[Any]:
        if len(self.stack) < count:
            raise IndexError("the pickle takes more from its stack than is there")
        items = self.stack[-count:]
        del self.stack[-count:]
        return items

    def _call(self, callee: Any, args: Any) -> Any:
        """Call a name of the table; none of them copies more than `MAX_RANK` elements."""
        self.budget.charge(4 * ELEMENT, "a call")
        return _call(callee, args)

    def _build(self, state: Any) -> None:
        """torch sets `_metadata` (module versions) on the state dict; nothing else has state."""
        target = self.stack[-1]
        if isinstance(target, Ignored):
            return
        if not isinstance(target, _Dict) or type(state) is not dict:
            raise UnsafeFileError(f"it sets the state of a {type(target).__name__}")


def _sized(value: Any) -> bool:
    return isinstance(value, str | bytes | bytearray)


# Instructions that push the value they carry.
_LITERALS = {
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("STRING", "BINSTRING", "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8"),
    *("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"),
}


def _is_number(value: Any) -> bool:
    """Whether a value is an int of the size of a machine's, so that computing with it is cheap."""
    return type(value) is int and -(2**63) <= value < 2**63


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise ValueError(f"the pickle appends to a {type(value).__name__}")
    return value


def _fill(target: Any, items: list[Any]) -> dict[Any, Any]:
    """Set the pairs `k1 v1 k2 v2 ...`; keys are text or numbers, so that hashing is harmless."""
    if not isinstance(target, dict) or len(items) % 2:
        raise ValueError(f"the pickle sets items of a {type(target).__name__}")
    for key, value in zip(items[::2], items[1::2], strict=True):
        # (A long number takes its length to hash, each time that it is used as a key.)
        if type(key) not in (str, int, bytes) or (type(key) is int and not _is_number(key)):
            raise ValueError(f"the pickle has a {type(key).__name__} as the key of a dict")
        target[key] = value
    return target


def _call(callee: Any, args: Any) -> Any:
    if not isinstance(callee, Callee) or type(args) is not tuple:
        name = callee.name if isinstance(callee, DType) else type(callee).__name__
        raise UnsafeFileError(f"it calls a {name}")
    if len(args) > MAX_RANK:
        raise ValueError(f"the pickle calls {callee.name} with {len(args)} arguments")
    return callee.call(*args)


def _storage(identifier: Any) -> Storage:
    """torch's persistent id: ("storage", type, key, location, numel[, view])."""
    match identifier:
        case ("storage", DType(dtype), str(key), _, int(numel)):
            return Storage(key, dtype, numel)
        case ("storage", DType(dtype), str(key), _, int(numel), None):
            return Storage(key, dtype, numel)
        case ("storage", DType(dtype), str(key), _, int(numel), (_, int(offset), int(_))) if (
            _is_number(offset)
        ):
            return Storage(key, dtype, numel, offset)
        case _:
            raise ValueError("the pickle refers to something that is no storage")


def _tensor(
    storage: Any, offset: Any, shape: Any, strides: Any, *_: Any, dtype: str | None = None
) -> Tensor:
    """`torch._utils._rebuild_tensor` and `_v2`: gradients, hooks and metadata are not kept."""
    if not all(type(part) in (tuple, list) and len(part) <= MAX_RANK for part in (shape, strides)):
        raise ValueError("the pickle has a tensor of impossible shape, strides or storage")
    numbers = (offset, *shape, *strides)
    if not isinstance(storage, Storage) or not all(_is_number(n) and n >= 0 for n in numbers):
        raise ValueError("the pickle has a tensor of impossible shape, strides or storage")
    return Tensor(storage, dtype or storage.dtype, offset, tuple(shape), tuple(strides))


def _tensor_v3(
    storage: Any,
    offset: Any,
    shape: Any,
    strides: Any,
    _grad: Any,
    _hooks: Any,
    dtype: DType,
    *_: Any,
) -> Tensor:
    """The dtypes without a storage class of their own: bytes, and the dtype apart."""
    return _tensor(storage, offset, shape, strides, dtype=dtype.name)


def _size(lengths: Any = ()) -> tuple[Any, ...]:
    """`torch.Size`: a shape."""
    if type(lengths) not in (tuple, list) or len(lengths) > MAX_RANK:
        raise ValueError("the pickle has a shape that is none")
    return tuple(lengths)


def _first(value: Any, *_: Any) -> Any:
    """A parameter or buffer is its tensor."""
    return value


def _from_type(function: Any, _type: Any, args: Any, _state: Any) -> Any:
    """A subclass of Tensor (or a tensor with attributes) is the tensor itself."""
    return _call(function, args)


def ignoring(name: str) -> Callee:
    """A name of a table whose objects are not needed."""
    return Callee(name, lambda *_args: Ignored(name))


def counter(counts: Any = None) -> dict[Any, Any]:
    """A `collections.Counter`."""
    if type(counts) not in (dict, type(None)):
        raise ValueError(f"the pickle counts a {type(counts).__name__}")
    return counts or {}


def ordered_dict(items: Any = ()) -> _Dict:
    """Python 2 wrote its items as an argument."""
    return _Dict(_fill({}, [part for pair in _pairs(items) for part in pair]))


def _pairs(items: Any) -> Any:
    # Only a list is copied, and emptied: a small pickle cannot copy a large list many times.
    if items == ():
        return ()
    taken = list(_list(items))
    items.clear()
    return taken


def _lookup(module: str, name: str) -> Callee | DType:
    """The table: what a checkpoint's pickle may name."""
    if (module, name) in _CALLEES:
        return _CALLEES[module, name]
    if module in ("torch", "torch.storage", "torch.cuda") and name in STORAGES:
        return DType(STORAGES[name])
    if module == "torch" and name in _TORCH_DTYPES:
        return DType(name)
    raise UnsafeFileError(f"it names {f'{module}.{name}':.100}")


_TORCH_DTYPES = frozenset(STORAGES.values()) | {
    *("uint16", "uint32", "uint64"),
    *("float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu"),
}

_CALLEES = {
    (module, name): Callee(f"{module}.{name}", call)
    for module, name, call in (
        ("torch._utils", "_rebuild_tensor", _tensor),
        ("torch._utils", "_rebuild_tensor_v2", _tensor),
        ("torch._utils", "_rebuild_tensor_v3", _tensor_v3),
        ("torch._utils", "_rebuild_parameter", _first),
        ("torch._utils", "_rebuild_parameter_with_state", _first),
        ("torch._tensor", "_rebuild_from_type_v2", _from_type),
        ("torch.nn.parameter", "Parameter", _first),
        ("torch.nn.parameter", "Buffer", _first),
        ("torch", "Tensor", _first),
        ("torch", "Size", _size),
        ("collections", "OrderedDict", ordered_dict),
    )
}
