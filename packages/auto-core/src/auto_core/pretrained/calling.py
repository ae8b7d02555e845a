"""Calling a model: which inputs it takes, under which names, and what becomes of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from auto_core.configs import PreTrainedConfig
from auto_core.errors import InputError, UnknownArgumentError, check_keywords


class Called:
    """Inputs by position or by name, checked against the signature of `forward`."""

    # What an architecture declares:
    main_input_name: ClassVar[str] = "input_ids"
    # What its processor returns beside its inputs, for afterwards; calls leave it out.
    unread_inputs: ClassVar[Sequence[str]] = ()
    # Inputs that are a list with an array, or a mapping of arrays, for each sample: the labels of
    # detection, of which every image has its own number.
    per_sample_inputs: ClassVar[Sequence[str]] = ()
    # Which inputs come first where they are given by position, unless forward's own order does.
    input_order: ClassVar[Sequence[str]] = ()

    config: PreTrainedConfig

    # Names of forward's inputs, of its options, and whether it takes any name.
    _inputs: ClassVar[tuple[tuple[str, ...], tuple[str, ...], bool]]

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Positional and named inputs as keywords; requests left open are the config's."""
        names, options, open_ended = type(self)._inputs
        kwargs = {key: x for key, x in kwargs.items() if key not in self.unread_inputs}
        if args:
            if len(args) > len(names):
                raise InputError(
                    f"{type(self).__name__} takes {len(names)} positional inputs "
                    f"({', '.join(names)}), got {len(args)}."
                )
            for name, value in zip(names[: len(args)], args, strict=True):
                if name in kwargs:
                    raise UnknownArgumentError(f"{type(self).__name__} got {name!r} twice.")
                kwargs[name] = value
        if not open_ended:
            for name in kwargs:
                if name not in names and name not in options:
                    check_keywords(kwargs, (*names, *options), where=type(self).__name__)
        for name in ("output_attentions", "output_hidden_states"):
            if name in options and kwargs.get(name) is None:
                kwargs[name] = bool(getattr(self.config, name, False))
        return self._collate(kwargs)

    @classmethod
    def _collate(cls, inputs: dict[str, Any]) -> dict[str, Any]:
        """The inputs as `forward` takes them; an architecture whose users pass lists of tensors
        of unlike shapes makes one of them here."""
        return inputs

    def _converted(
        self, inputs: Mapping[str, Any], convert: Callable[[Any], Any]
    ) -> dict[str, Any]:
        """Bound inputs, each of them (or each array for a sample) as `convert` makes it.

        Raises:
            InputError: an input that has an entry per sample is no list of those.
        """
        return {
            name: _each_sample(name, value, convert)
            if name in self.per_sample_inputs and value is not None
            else convert(value)
            for name, value in inputs.items()
        }

    def _wants_tuple(self, return_dict: bool | None) -> bool:
        return not (self.config.return_dict if return_dict is None else return_dict)


def unpacked(first: Mapping[str, Any], named: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The inputs of a mapping given by position, as keywords beside those given by name.

    Raises:
        UnknownArgumentError: an input is in both.
    """
    twice = [name for name in first if name in named]
    if twice:
        raise UnknownArgumentError(f"{where} got {twice[0]!r} twice: in the mapping and by name.")
    return {**first, **named}


def _each_sample(name: str, value: Any, convert: Callable[[Any], Any]) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise InputError(
            f"{name} is a {type(value).__name__}, expected a list with one entry for each image: "
            "an image processor makes it of annotations."
        )
    return [
        {key: convert(array) for key, array in sample.items()}
        if isinstance(sample, Mapping)
        else convert(sample)
        for sample in value
    ]


def remember_inputs(cls: Any) -> None:
    """Names of forward's inputs (positional), of its options, and whether it takes any name."""
    parameters = list(inspect.signature(cls.forward).parameters.values())[1:]
    kinds = inspect.Parameter
    names = [p.name for p in parameters if p.kind is kinds.POSITIONAL_OR_KEYWORD]
    first = [name for name in cls.input_order if name in names]
    cls._inputs = (
        (*first, *(name for name in names if name not in first)),
        tuple(p.name for p in parameters if p.kind is kinds.KEYWORD_ONLY),
        any(p.kind is kinds.VAR_KEYWORD for p in parameters),
    )
