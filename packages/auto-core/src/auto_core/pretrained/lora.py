"""`load_adapter`, `merge_adapter` and `unload`: LoRA on a model that is loaded already."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot
from auto_core.checkpoints.lora import Lora
from auto_core.checkpoints.matching import spellings
from auto_core.checkpoints.saving import as_stored
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError, WeightMismatchError, check_keywords


class Kept:
    """Values that an adapter has changed, to be given back; no part of the computation."""

    def __init__(self, values: Mapping[str, StoredTensor]):
        self.values = dict(values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept)

    def __hash__(self) -> int:
        return hash(Kept)


class LoraMixin:
    """Adapters of a model that is there: their weights are added to its own."""

    # What an architecture declares: the input without which `generate` leaves the adapter out.
    adapter_input: ClassVar[str] = ""

    if TYPE_CHECKING:
        base_model_prefix: str
        renames: Any
        transposed_weights: Any

        def slots(self) -> Any: ...
        def ties(self) -> dict[str, str]: ...
        def _target_device(self) -> Any: ...

    def load_adapter(
        self,
        name_or_path: str | os.PathLike[str],
        adapter_name: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Add a LoRA adapter to the weights; `unload` takes it away, `merge_adapter` keeps it.

        Args:
            name_or_path: a folder or repository in PEFT's format.
            adapter_name: for callers of transformers' method; there is one adapter at a time.
            kwargs: where its files come from (`revision`, `token`, ...).

        Raises:
            InputError: another adapter is loaded, or this one changes one of two tied weights.
            ConfigError: another kind of adapter.
            WeightMismatchError: it does not fit the model.
        """
        where = f"{type(self).__name__}.load_adapter"
        check_keywords(kwargs, HUB_KEYWORDS, where=where)
        if self._kept_values() is not None:
            raise InputError(
                f"{type(self).__name__} has an adapter: call unload() or merge_adapter() first."
            )
        self._put_adapter(Lora.open(Snapshot.open(name_or_path, **kwargs)))

    def _put_adapter(self, lora: Lora) -> None:
        """Add an adapter to the weights, and keep what they were."""
        slots = {slot.name: slot for slot in self.slots()}
        own = {name: _Read(slot) for name, slot in slots.items()}
        changed = self._with_adapter(lora, own)  # type: ignore[arg-type]
        unknown = [name for name in changed if name not in slots]
        shapes = [n for n in changed if n in slots and changed[n].shape != slots[n].shape]
        if unknown or shapes:
            raise WeightMismatchError(
                f"{lora.file} does not fit {type(self).__name__}: it has no "
                f"{unknown[:3] or 'other'} tensors, and others of another shape: "
                f"{shapes[:3] or 'none'}."
            )
        identities = [slots[name].identity for name in changed]
        shared = [n for n, s in slots.items() if n not in changed and s.identity in identities]
        if shared:
            raise InputError(
                f"The adapter changes a weight that {shared[0]!r} shares. Load the model with it: "
                f"{type(self).__name__}.from_pretrained(base, adapter=...)."
            )
        values = {name: _copy(name, slots[name].read()) for name in changed}
        for name, tensor in changed.items():
            dtype = values[name].dtype
            slots[name].write(tensor.read_as(dtype), dtype, self._target_device())
        self._adapter = Kept(values)

    def merge_adapter(self) -> None:
        """Keep the adapter's weights for good.

        Raises:
            InputError: there is no adapter.
        """
        self._require_adapter()
        del self._adapter

    def unload(self) -> Any:
        """Take the adapter's weights away: the model is as it was. Returns self.

        Raises:
            InputError: there is no adapter.
        """
        values = self._require_adapter()
        slots = {slot.name: slot for slot in self.slots()}
        for name, tensor in values.items():
            slots[name].write(tensor, tensor.dtype, self._target_device())
        del self._adapter  # an attribute that was None, NNX would take for one of arrays
        return self

    @contextlib.contextmanager
    def _without_adapter(self) -> Iterator[None]:
        """The model as it is without its adapter, for a while."""
        values = self._require_adapter()
        slots = {slot.name: slot for slot in self.slots()}
        adapted = {name: _copy(name, slots[name].read()) for name in values}
        kept = self._adapter
        del self._adapter
        try:
            for name, tensor in values.items():
                slots[name].write(tensor, tensor.dtype, self._target_device())
            yield
        finally:
            for name, tensor in adapted.items():
                slots[name].write(tensor, tensor.dtype, self._target_device())
            self._adapter = kept

    @classmethod
    def _adapter_input(cls) -> str:
        """`adapter_input` of the architecture, which a shell does not have."""
        return (getattr(cls, "network_class", None) or cls).adapter_input

    def _kept_values(self) -> dict[str, StoredTensor] | None:
        kept = vars(self).get("_adapter")
        return None if kept is None else kept.values

    def _require_adapter(self) -> dict[str, StoredTensor]:
        values = self._kept_values()
        if values is None:
            raise InputError(
                f"{type(self).__name__} has no adapter that could be taken away: one that "
                "from_pretrained merged is part of the weights."
            )
        return values

    def _with_adapter(
        self, lora: Lora, weights: Mapping[str, StoredTensor]
    ) -> dict[str, StoredTensor]:
        """The tensors that are others with an adapter, under their names in `weights`."""
        return lora.applied(
            weights,
            canonical=self._canonical(),
            ties=self.ties(),
            transposed=self.transposed_weights,
        )

    def _canonical(self) -> Callable[[str], str]:
        """One spelling for the names of a tensor: in files, in adapters and here."""
        rules = [(re.compile(pattern), replacement) for pattern, replacement in self.renames]
        expected = {slot.name for slot in self.slots()}
        prefix = self.base_model_prefix

        def canonical(name: str) -> str:
            if name not in expected:
                for pattern, replacement in rules:
                    name = pattern.sub(replacement, name)
                name = next((c for c in spellings(name, prefix) if c in expected), name)
            return name.removeprefix(f"{prefix}.") if prefix else name

        return canonical


class _Read:
    """A slot as a stored tensor whose bytes are read when they are needed."""

    def __init__(self, slot: Any):
        self._slot = slot
        self.name, self.shape = slot.name, tuple(slot.shape)

    def __getattr__(self, name: str) -> Any:
        self._tensor: StoredTensor
        if name == "_tensor":
            self._tensor = as_stored(self.name, self._slot.read())
            return self._tensor
        return getattr(self._tensor, name)


def _copy(name: str, value: Any) -> StoredTensor:
    """A value that stays as it is when the slot is written to."""
    array = value.numpy() if isinstance(value, StoredTensor) else np.asarray(value)
    return as_stored(name, array.copy())
