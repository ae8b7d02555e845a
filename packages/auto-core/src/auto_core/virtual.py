"""What libraries ask of transformers' objects by `isinstance`, answered without importing any.

transformers' Trainer saves nothing but instances of its `PreTrainedModel`, PEFT adapts its
`Conv1D`, TRL and lm-eval want its `PreTrainedTokenizerBase`. None of those is an abstract class
that others could register with. So our objects answer through `__class__`, which `isinstance` asks
after the type itself: where transformers is imported already, it is a class derived from both.
`type(x)` stays ours, and so does every method: theirs are never looked up.
"""

from __future__ import annotations

import copyreg
import functools
import sys
from typing import Any


def seen_as(own: type, path: str) -> type:
    """`own`, or a subclass of it and of the class at `path`, where that is imported already."""
    module, _, name = path.rpartition(".")
    theirs = getattr(sys.modules.get(module), name, None)
    if not isinstance(theirs, type) or issubclass(own, theirs):
        return own
    return _both(own, theirs)


@functools.cache
def _both(own: type, theirs: type) -> type:
    body = {"__module__": own.__module__, "__qualname__": own.__qualname__}
    return type(own.__name__, (_Quiet, own, theirs), body)


class _Quiet:
    """First base, so that what is made here is no architecture to either class."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Nothing."""


def reduced(value: Any, protocol: Any) -> Any:
    """What `__reduce_ex__` returns, of `type(value)`: pickle would refuse another `__class__`."""
    made, arguments, *rest = object.__reduce_ex__(value, max(int(protocol), 2))
    return (_made, arguments, *rest) if made is copyreg.__newobj__ else (made, arguments, *rest)  # type: ignore[attr-defined]


def _made(cls: Any, *arguments: Any) -> Any:
    return cls.__new__(cls, *arguments)
