"""The jinja2 environment of chat templates: what they may reach, and what that costs them."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from string import Formatter
from typing import Any, NoReturn

from jinja2 import Template, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.filters import _GroupTuple
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from markupsafe import Markup

from auto_core.tokenizers.chat import nodes as charged
from auto_core.tokenizers.chat import values
from auto_core.tokenizers.chat.allowance import (
    ITEM,
    charge,
    charge_made,
    charge_read,
    charge_walk,
    counted,
)
from auto_core.tokenizers.chat.filters import allowed_filters, allowed_tests

MOST_CHARACTERS = 1_000_000  # of a template; the longest published ones have 60,000
MOST_RANGE = 100_000
# The text put around what {% generation %} encloses, while somebody wants to know where it is.
marker: ContextVar[str | None] = ContextVar("marker", default=None)

_LOOP = (
    *("changed", "cycle", "depth", "depth0", "first", "index", "index0", "last", "length"),
    *("nextitem", "previtem", "revindex", "revindex0"),
)
# Type -> attributes that templates may use. A key of a mapping is reached by its name too.
_ATTRIBUTES: tuple[tuple[type, frozenset[str]], ...] = (
    (str, values.STRING_METHODS),
    (_GroupTuple, frozenset({"grouper", "list"})),
    (list, values.LIST_METHODS),
    (tuple, values.LIST_METHODS),
    (dict, values.DICT_METHODS),
    (LoopContext, frozenset(_LOOP)),
    (Macro, frozenset({"name", "arguments", "catch_kwargs", "catch_varargs", "caller"})),
    (Cycler, frozenset({"current", "next", "reset"})),
    (float, frozenset({"is_integer"})),
)
_CALLABLE = (Macro, LoopContext, BlockReference, Cycler, Joiner, Undefined)


class Function:
    """A function for templates. It shows nothing of the module that defines it."""

    __slots__ = ("_call",)

    def __init__(self, call: Callable[..., Any]):
        self._call = call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(*args, **kwargs)


@lru_cache(maxsize=64)
def compiled(template: str) -> Template:
    """A template, changed so that it charges itself and compiled."""
    sandbox = environment()
    tree = charged.charging(sandbox.parse(template))
    return Template.from_code(sandbox, sandbox.compile(tree), sandbox.make_globals(None))


@lru_cache(maxsize=1)
def environment() -> _Sandbox:
    """The environment that all templates share; nothing in it changes."""
    sandbox = _Sandbox(
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # or jinja2 computes constants before anything is charged
        finalize=_printed,
        extensions=[_Generation, loopcontrols],
    )
    sandbox.filters = {
        **allowed_filters(),
        charged.ENTER: lambda _, units: charge(units),
        charged.COUNTED: counted,
        charged.CONCAT: values.concat,
        charged.COMPARE: values.compare,
        charged.SLICE: values.sliced,
        charged.KEY: _key,
    }
    sandbox.tests = allowed_tests()
    sandbox.globals = {
        "range": Function(_range),
        "dict": Function(_dict),
        "namespace": Namespace,
        "cycler": Cycler,
        "joiner": Joiner,
        "raise_exception": Function(_refuse),
        "strftime_now": Function(_now),
    }
    return sandbox


class _Generation(Extension):
    """{% generation %} ... {% endgeneration %}: what the assistant says."""

    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: Any) -> Any:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.CallBlock(self.call_method("mark"), [], [], body).set_lineno(line)

    @staticmethod
    def _mark(caller: Any) -> str:
        text = caller()
        charge_made(len(text))
        around = marker.get() or ""
        return f"{around}{text}{around}"

    mark = Function(_mark)


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def getattr(self, obj: Any, attribute: str) -> Any:
        if self._may(obj, attribute):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        return self._item(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Undefined):
            return super().getattr(obj, str(argument))  # raises
        values.charge_key(argument)
        try:
            return obj[argument]
        except (TypeError, LookupError):
            if isinstance(argument, str) and self._may(obj, argument):
                return getattr(obj, argument, self.undefined(obj=obj, name=argument))
        return self._missing(obj, argument)

    def _item(self, obj: Any, name: str) -> Any:
        if isinstance(obj, Undefined):
            return super().getattr(obj, name)  # raises
        try:
            return obj[name]
        except (TypeError, LookupError):
            return self._missing(obj, name)

    def _may(self, obj: Any, name: str) -> bool:
        if isinstance(obj, Namespace):
            return not name.startswith("_")
        return any(isinstance(obj, kind) and name in names for kind, names in _ATTRIBUTES)

    def _missing(self, obj: Any, name: Any) -> Undefined:
        forbidden = isinstance(name, str) and (name.startswith("_") or hasattr(type(obj), name))
        if forbidden:
            return self.unsafe_undefined(obj, name)
        return self.undefined(obj=obj, name=name)

    def call(self, context: Any, callee: Any, /, *args: Any, **kwargs: Any) -> Any:
        charge(1 + len(args) + len(kwargs))
        owner = getattr(callee, "__self__", None)
        if isinstance(owner, str):
            for name in ("_block_vars", "_loop_vars"):  # jinja2's own, for its context
                kwargs.pop(name, None)
            return self._string_method(callee.__name__, owner, args, kwargs)
        if isinstance(callee, LoopContext):
            args = tuple(counted(arg) for arg in args)
        elif isinstance(owner, list | tuple | LoopContext):
            charge_walk(owner if isinstance(owner, list | tuple) else 0)
            charge_walk(args)
        elif isinstance(owner, dict):
            charge(ITEM * len(owner) if callee.__name__ == "copy" else 1)
            charge_walk(args)
        elif not (
            isinstance(callee, (*_CALLABLE, Function))
            or callee in (Namespace, Cycler, Joiner)
            or isinstance(owner, Cycler)
        ):
            raise SecurityError(f"a {type(callee).__name__} cannot be called")
        return context.call(callee, *args, **kwargs)

    def _string_method(self, name: str, text: str, args: Any, kwargs: Any) -> Any:
        if name not in values.STRING_METHODS:
            raise SecurityError(f"texts have no method {name!r} here")
        if name not in ("format", "format_map"):
            return values.string_method(name, text, args, kwargs)
        if name == "format_map":
            args, kwargs = (), args[0]
        charge_read(len(text))
        result = _Fields(self).vformat(text, args, kwargs)
        charge_made(len(result))
        return Markup(result) if isinstance(text, Markup) else result

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        values.binary(operator, left, right)
        return super().call_binop(context, operator, left, right)


class _Fields(Formatter):
    """`str.format`, with the sandbox's own way to attributes and items."""

    def __init__(self, sandbox: _Sandbox):
        self._sandbox = sandbox

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        from _string import formatter_field_name_split  # as `string.Formatter` does

        first, rest = formatter_field_name_split(field_name)
        found = self.get_value(first, args, kwargs)
        for is_attribute, name in rest:
            get = self._sandbox.getattr if is_attribute else self._sandbox.getitem
            found = get(found, name)
        return found, first

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion is not None:
            charge_made(4 * len(values.text_of(value)))
        return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        values.charge_format_spec(format_spec)
        if not isinstance(value, str | int | float):
            value = values.text_of(value) if not format_spec else value
        text = format(value, format_spec)
        charge_made(len(text))
        return text


@pass_context  # so that jinja2 calls it when the template runs, also for constants
def _printed(context: Any, value: Any) -> str:
    text = values.text_of(value)
    charge_made(len(text))
    return value if isinstance(value, Markup) else text


def _key(key: Any) -> Any:
    values.charge_key(key)
    return key


def _range(*args: int) -> range:
    found = range(*args)
    if len(found) > MOST_RANGE:
        raise OverflowError(f"range of {len(found)} numbers, at most {MOST_RANGE} are allowed")
    return found


def _dict(*args: Any, **kwargs: Any) -> dict[Any, Any]:
    for arg in args:
        charge_walk(arg)
    return dict(*args, **kwargs)


def _refuse(message: Any = "") -> NoReturn:
    raise TemplateError(values.text_of(message))


def _now(form: str) -> str:
    values.charge_format_spec(form)
    return datetime.now().strftime(form)
