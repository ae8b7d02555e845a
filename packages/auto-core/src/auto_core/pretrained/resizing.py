"""Resizing the vocabulary, for tokens added after the model was trained."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError
from auto_core.initializers import Init, NormalWithZeroRow, initial_value
from auto_core.pretrained.loading import LoadMixin
from auto_core.pretrained.making import Slot

# New rows are sampled around the mean of the old ones with this part of their covariance: with one
# and the same vector, new tokens could not be distinguished; far from the mean, they would disturb
# the text around them (Hewitt, 2021, "Initializing new word embeddings for pretrained models").
SPREAD = 1e-9


class ResizeMixin(LoadMixin):
    """`resize_token_embeddings`."""

    def resize_token_embeddings(
        self,
        new_num_tokens: int | None = None,
        pad_to_multiple_of: int | None = None,
        mean_resizing: bool = True,
    ) -> Any:
        """Give the model another number of tokens; returns its input embeddings.

        Tables, the output layer and its biases are replaced by new ones, which keep the first
        rows, so make optimizers afterwards. The config's `vocab_size` follows.

        Args:
            new_num_tokens: by default as many as there are.
            pad_to_multiple_of: round the number up to a multiple of this.
            mean_resizing: start new rows near the mean of the old ones; else by the rule that
                the model starts with.

        Raises:
            InputError: the model has no vocabulary of its own, or a number is not positive.
        """
        if len(self.parts) == 1:  # whose vocabulary is the only one
            part = getattr(self, self.parts[0])
            return part.resize_token_embeddings(
                new_num_tokens, pad_to_multiple_of, mean_resizing=mean_resizing
            )
        size = self._vocabulary(new_num_tokens, pad_to_multiple_of)
        config = copy.deepcopy(self.config)
        if size != self.vocabulary_configs(config)[0].vocab_size:
            self._set_vocabulary(config, size)
            self._graft(type(self).skeleton(config), mean_resizing)
            self._set_vocabulary(self.config, size)
            self.tie_weights()
        return self.get_input_embeddings()  # type: ignore[attr-defined]

    @classmethod
    def vocabulary_configs(cls, config: Any) -> tuple[Any, ...]:
        """The configs, within a model's, that count its tokens; tables are made by the first."""
        return (config.get_text_config(),)

    def _set_vocabulary(self, config: Any, size: int) -> None:
        for text in self.vocabulary_configs(config):
            for field in text.vocabulary_fields:
                setattr(text, field, size)

    def _vocabulary(self, size: int | None, multiple: int | None) -> int:
        text = self.vocabulary_configs(self.config)[0]
        if not hasattr(text, "vocab_size") or self.parts:
            parts = " or ".join(f"model.{part}" for part in self.parts)
            raise InputError(
                f"{type(self).__name__} has no vocabulary of its own"
                + (f": call resize_token_embeddings on {parts}." if parts else ".")
            )
        wanted = text.vocab_size if size is None else size
        for name, number in (("new_num_tokens", wanted), ("pad_to_multiple_of", multiple or 1)):
            if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
                raise InputError(f"{name} is {number!r}, expected a positive integer.")
        return int(wanted) if multiple is None else -(-int(wanted) // multiple) * multiple

    def _graft(self, other: Any, mean_resizing: bool) -> None:
        """Replace what `other`, a model without values, has in another size by what it has."""
        generator = np.random.default_rng(self._sampling_seed())
        std = getattr(self.config, "initializer_range", None)
        old = {slot.name: slot for slot in self.slots()}
        new = {slot.name: slot for slot in other.slots() if slot.name in old}
        resized = [name for name, slot in new.items() if slot.shape != old[name].shape]
        if not resized:  # an encoder of images whose config has that of texts too
            raise InputError(f"{type(self).__name__} has no table of tokens to resize.")
        around = {parent for name in old for parent in _parents(_owner(name))}
        # Modules with nothing below them are replaced whole.
        leaves = {_owner(name) for name in resized} - around
        for name, slot in new.items():
            if name in resized or _owner(name) in leaves:
                array = _array(old[name])
                if name in resized:
                    near_mean = mean_resizing and not slot.is_buffer
                    rule: Any = "mean" if near_mean else _without_zero_row(slot.init)
                    array = _stretched(
                        array, slot.shape, rule, generator, 0.02 if std is None else std
                    )
                slot.write(array, array.dtype.name, self._target_device())
        alone = [name for name in resized if _owner(name) not in leaves]
        for path in (*leaves, *alone):
            _set(self._network(), path, _get(other._network(), path))

    def _network(self) -> Any:
        """The object that checkpoint names are paths of."""
        return self

    def _target_device(self) -> Any:
        """Where tensors of this model go, for `Slot.write`; None: where the framework puts them."""
        return None


def _stretched(
    array: np.ndarray,
    shape: tuple[int, ...],
    rule: Init | Literal["mean"],
    generator: np.random.Generator,
    std: float,
) -> np.ndarray:
    """The array cut or lengthened along the one axis that differs; new entries by a rule."""
    (axis,) = (i for i, (n, m) in enumerate(zip(array.shape, shape, strict=True)) if n != m)
    count = shape[axis] - array.shape[axis]
    if count < 0:
        return array.take(np.arange(shape[axis]), axis)
    lines = np.moveaxis(array, axis, 0).astype(np.float32)  # [v ...]
    if rule == "mean":
        mean = lines.mean(0)
        noise = generator.standard_normal((count, len(lines)), np.float32)
        added = mean + np.tensordot(noise, lines - mean, 1) * np.sqrt(SPREAD / len(lines))
    else:
        added = initial_value(rule, (count, *lines.shape[1:]), generator, std=std)
    added = np.moveaxis(added, 0, axis).astype(array.dtype)
    return np.concatenate([array, added], axis)


def _without_zero_row(init: Init) -> Init:
    """The rule of rows that come after the padding token's."""
    return "normal" if isinstance(init, NormalWithZeroRow) else init


def _array(slot: Slot) -> np.ndarray:
    value = slot.read()
    return value.numpy() if isinstance(value, StoredTensor) else value


def _owner(name: str) -> str:
    """The path of the module that a tensor is in."""
    return name.rpartition(".")[0]


def _parents(path: str) -> Iterable[str]:
    """The paths of the modules around a module."""
    while path:
        path = path.rpartition(".")[0]
        yield path


def _get(module: Any, path: str) -> Any:
    return functools.reduce(getattr, path.split("."), module)


def _set(module: Any, path: str, value: Any) -> None:
    parent, _, name = path.rpartition(".")
    setattr(_get(module, parent) if parent else module, name, value)
