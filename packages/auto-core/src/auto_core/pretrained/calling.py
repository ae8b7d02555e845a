"""Calling a model: binding inputs by position and name, and converting them."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any, ClassVar

import numpy as np

from auto_core.configs import PreTrainedConfig
from auto_core.documentation.describing import forward_documentation
from auto_core.errors import AutoError, InputError, UnknownArgumentError, check_keywords
from auto_core.outputs import TensorFields
from auto_core.pretrained.checking import CheckMixin, described
from auto_core.pretrained.extras import without_extras
from auto_core.pretrained.static import static_inputs

REQUESTS = ("output_attentions", "output_hidden_states")
_CACHES = ("past_key_values", "cache_params")
# Methods that call a part of the model for what two kinds of input are compared by.
_FEATURES = re.compile(r"get_\w+_features$")


class CallMixin(CheckMixin):
    """Inputs by position or by name, checked against the signature of `forward`."""

    # What an architecture declares:
    main_input_name: ClassVar[str] = "input_ids"
    # What its processor returns beside its inputs, for afterwards; calls leave it out.
    unread_inputs: ClassVar[Sequence[str]] = ()
    # Inputs that are a list with an array, or a mapping of arrays, for each sample: the labels of
    # detection, of which every image has its own number.
    per_sample_inputs: ClassVar[Sequence[str]] = ()
    # Inputs whose values decide shapes (grids of patches): tuples, known when a graph is made.
    static_inputs: ClassVar[Sequence[str]] = ()
    # Inputs that are objects of this library, passed on as they are (a session of a video).
    object_inputs: ClassVar[Sequence[str]] = ()
    # Which inputs come first where they are given by position, unless forward's own order does.
    input_order: ClassVar[Sequence[str]] = ()
    # What a head does not take of the inputs of its `base_class`.
    excluded_inputs: ClassVar[Sequence[str]] = ()
    # Methods beside forward whose output a caller may ask for as a tuple, by `return_dict`.
    called_methods: ClassVar[Sequence[str]] = ()

    config: PreTrainedConfig
    parts: ClassVar[Sequence[str]]  # `InitMixin`'s

    # Names of forward's inputs, of its options, and whether it takes any name.
    _inputs: ClassVar[tuple[tuple[str, ...], tuple[str, ...], bool]]

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Positional and named inputs as keywords; requests left open are the config's.

        A single positional mapping holds all of them, as a tokenizer returns them.
        """
        names, options, open_ended = type(self)._inputs
        first = args[0] if len(args) > 0 else None
        if isinstance(first, Mapping) and not isinstance(first, TensorFields):
            if len(args) > 1:
                raise InputError("After a mapping of inputs, pass the others by name.")
            kwargs = unpacked(first, kwargs, type(self).__name__)
            args = ()
        kwargs = {key: x for key, x in kwargs.items() if key not in self.unread_inputs}
        if args:
            # torch.onnx fills them up with the defaults of what is passed by name.
            while len(args) > len(names) and (args[-1] is None or args[-1] is False):
                args = args[:-1]
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
            kwargs = without_extras(kwargs, (*names, *options), type(self).__name__)
            for name in kwargs:
                if name not in names and name not in options:
                    check_keywords(kwargs, (*names, *options), where=type(self).__name__)
        for name in REQUESTS:
            if name in options and kwargs.get(name) is None:
                asked = bool(getattr(self.config, name, False))
                kwargs[name] = asked or (None if self.parts else False)  # parts ask their configs
        # Of the type: torch.compile guards that it is `__class__`, see auto_core/virtual.py.
        kwargs = type(self)._collate(kwargs)
        names = type(self).static_inputs
        return static_inputs(names, kwargs) if names else kwargs

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
            InputError: an input that has an entry per sample is no list of those, or a cache is
                none.
        """
        converted = {}
        for name, value in inputs.items():
            if name in _CACHES and value is not None and not isinstance(value, TensorFields):
                raise InputError(
                    f"{name} is a {type(value).__name__}, expected the {name} that an earlier call "
                    "returned."
                )
            if name in self.static_inputs or name in self.object_inputs:
                converted[name] = value
            elif name in self.per_sample_inputs and value is not None:
                converted[name] = _each_sample(name, value, convert)
            elif isinstance(value, Mapping) and not isinstance(value, TensorFields):
                converted[name] = _each_name(name, value, convert)
            elif isinstance(value, list | tuple | np.ndarray) or (
                isinstance(value, str) and name == self.main_input_name
            ):
                converted[name] = _array(name, value, convert)
            else:
                converted[name] = convert(value)
        return converted

    def _compute(self, function: Callable[[Any], Any]) -> Any:
        """A function of this model; an adapter may take a copy of another dtype for it."""
        return function(self)

    def _wants_tuple(self, return_dict: bool | None) -> bool:
        return not (self.config.return_dict if return_dict is None else return_dict)


def _text_given(name: str, value: Any) -> InputError:
    return InputError(
        f"{name} is {described(value)}, expected a tensor of numbers. Pass text (and names of "
        "files) through the tokenizer or processor first: model(**tokenizer(texts, "
        'padding=True, return_tensors="np")), or "pt", "tf", "jax".'
    )


def _array(name: str, value: Any, convert: Callable[[Any], Any]) -> Any:
    """What `convert` makes of a list or an array, if it can be one tensor.

    Raises:
        InputError: it is text, or its rows are of different lengths.
    """
    first = value
    while isinstance(first, list | tuple) and first:
        first = first[0]
    if isinstance(first, str):
        raise _text_given(name, value)
    try:
        converted = convert(value)
        # Asked of what became of it: torch.compile cannot look at the dtype of NumPy's arrays.
        dtype = getattr(converted, "dtype", None)
        if getattr(dtype, "kind", "") == "U" or getattr(dtype, "name", "") == "string":
            raise _text_given(name, value)
        return converted
    except AutoError:
        raise
    except (TypeError, ValueError, RuntimeError) as error:
        if isinstance(first, np.ndarray) and first.dtype.kind == "U":
            raise _text_given(name, value) from error
        raise InputError(
            f"{name} is {described(value)}, of which no tensor can be made ({error!s:.150}). Rows "
            "must be of one length: pass padding=True and return_tensors to the tokenizer."
        ) from error


def unpacked(first: Mapping[str, Any], named: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The inputs of a mapping given by position, as keywords beside those given by name.

    Raises:
        UnknownArgumentError: an input is in both.
    """
    twice = [name for name in first if name in named]
    if twice:
        raise UnknownArgumentError(f"{where} got {twice[0]!r} twice: in the mapping and by name.")
    return {**first, **named}


def _each_name(name: str, value: Mapping[str, Any], convert: Callable[[Any], Any]) -> Any:
    """A mapping of arrays, or of tuples of them (LXMERT's labels of objects), as tensors."""
    return {
        key: tuple(_array(name, array, convert) for array in item)
        if isinstance(item, tuple)
        else _array(name, item, convert)
        for key, item in value.items()
    }


def _each_sample(name: str, value: Any, convert: Callable[[Any], Any]) -> list[Any]:
    shape = tuple(getattr(value, "shape", ()))
    if len(shape) > 1 and shape[0] is not None:  # all images have as many: [batch, n, ...]
        value = [value[index] for index in range(shape[0])]
    if not isinstance(value, list | tuple):
        raise InputError(
            f"{name} is a {type(value).__name__}, expected a list with one entry for each image "
            "(an image processor makes it of annotations), or one array [batch, n, ...]."
        )
    return [
        {key: convert(array) for key, array in sample.items()}
        if isinstance(sample, Mapping)
        else convert(sample)
        for sample in value
    ]


def remember_inputs(cls: Any) -> None:
    """Keep the names of forward's inputs (positional), of its options, and whether it takes any.

    A head, whose forward ends with `**inputs`, takes those of its `base_class` too; its forward
    then says so to `inspect.signature`, to editors and to `help`.
    """
    # A variation's head may have another base model than the head that it is derived from.
    head = inspect.unwrap(getattr(cls.forward, "_head", cls.forward))
    own = list(inspect.signature(head).parameters.values())
    base = getattr(cls, "base_class", None)
    if base is not None and own[-1].kind is own[-1].VAR_KEYWORD:
        inherited = inspect.signature(base.forward).parameters.values()
        parameters = _merged(
            [p for p in inherited if p.name not in cls.excluded_inputs], own[:-1], cls.input_order
        )
        cls.forward = _with_signature(cls, head, base, parameters)
    else:
        parameters = _in_order(own, cls.input_order)
    _document(cls, head, parameters)
    cls._inputs = (
        tuple(p.name for p in parameters[1:] if p.kind is p.POSITIONAL_OR_KEYWORD),
        tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY),
        any(p.kind is p.VAR_KEYWORD for p in parameters),
    )
    for name in (name for name in dir(cls) if _FEATURES.match(name) or name in cls.called_methods):
        method = getattr(cls, name)
        if not hasattr(method, "__wrapped__"):  # its own, or that of a class without calls
            setattr(cls, name, _as_called(method))


def _merged(
    base: list[inspect.Parameter], own: list[inspect.Parameter], order: Sequence[str]
) -> list[inspect.Parameter]:
    """The parameters of a base model's forward, then those that a head adds; the head's count
    where both have one."""
    by_name = {p.name: p for p in [*base, *own]}
    return _in_order(list(by_name.values()), order)


def _in_order(parameters: list[inspect.Parameter], order: Sequence[str]) -> list[inspect.Parameter]:
    """`self`, the positional parameters (first those that `order` names), then the others."""
    first = {name: index for index, name in enumerate(["self", *order])}
    return sorted(parameters, key=lambda p: (p.kind, first.get(p.name, len(first))))


def _with_signature(
    cls: Any, head: FunctionType, base: Any, parameters: list[inspect.Parameter]
) -> FunctionType:
    """A head's forward as its own function, which names the inputs of its base model too."""
    forward = FunctionType(
        head.__code__, head.__globals__, head.__name__, head.__defaults__, head.__closure__
    )
    forward.__kwdefaults__ = head.__kwdefaults__
    forward.__module__, forward.__qualname__ = cls.__module__, f"{cls.__qualname__}.forward"
    forward.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    forward._head = head  # type: ignore[attr-defined]
    return forward


def _document(cls: Any, head: Any, parameters: Sequence[inspect.Parameter]) -> None:
    """Complete the docstring of a class's forward: every input, as the class that defines it, its
    bases, its base model or the table of inputs describe it."""
    if getattr(cls.forward, "_is_documented", False):
        return  # inherited
    owner = next(c for c in cls.__mro__ if "forward" in vars(c))
    base = getattr(cls, "base_class", None)
    classes = [*owner.__mro__, *(base.__mro__ if base is not None else ())]
    text = head.__doc__ or next((c.__doc__ for c in owner.__mro__ if c.__doc__), "")
    docstrings = [c.__dict__.get("__doc__") for c in classes if c.__module__.startswith("auto")]
    passed_on = [base.forward.__doc__] if base is not None else []
    cls.forward.__doc__ = forward_documentation(
        text, [p.name for p in parameters[1:]], [head.__doc__, *docstrings, *passed_on]
    )
    cls.forward._is_documented = True


def _as_called(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method with what calls have: requests left open are the configs', and `return_dict`."""
    requests = [name for name in REQUESTS if name in inspect.signature(method).parameters]

    @functools.wraps(method)
    def features(self: Any, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        for name in requests:
            if kwargs.get(name) is None:  # a part asks its own config
                kwargs[name] = bool(getattr(self.config, name, False)) or None
        output = self._compute(lambda model: method(model, *args, **kwargs))
        tensor = not hasattr(output, "to_tuple")
        return output if tensor or not self._wants_tuple(return_dict) else output.to_tuple()

    return features
