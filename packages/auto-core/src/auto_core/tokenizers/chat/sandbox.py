"""Running templates of strangers: no way to Python's objects, no endless loops, no huge strings.

A template comes with a checkpoint, so it is data that must not act. jinja2's immutable sandbox
closes the way to attributes and to changing what it is given; what a template can still do is
never end, so loops, output and the operators that multiply are counted.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import Any

from auto_core.errors import InputError, MissingDependencyError

MOST_ITERATIONS = 1_000_000  # of all loops of one rendering together
MOST_CHARACTERS = 10_000_000
_COUNTED, _SHORT = "_counted", "_short"  # filters that the parser puts in

_iterations: ContextVar[int] = ContextVar("iterations")
# The text put around what {% generation %} encloses, while somebody wants to know where it is.
_marker: ContextVar[str | None] = ContextVar("marker", default=None)


def render(template: str, variables: dict[str, Any]) -> str:
    """The text that a template makes of its variables.

    Raises:
        InputError: the template is no jinja2, fails, refuses the conversation, or does something
            that the sandbox forbids.
        MissingDependencyError: jinja2 is not installed.
    """
    jinja2 = import_jinja2()
    counter = _iterations.set(0)
    try:
        parts, length = [], 0
        for part in _compiled(template).generate(**variables):
            length += len(part)
            _check_length(length)
            parts.append(part)
        return "".join(parts)
    except jinja2.exceptions.SecurityError as error:
        raise InputError(f"The chat template does something forbidden: {error}") from error
    except jinja2.exceptions.TemplateSyntaxError as error:
        raise InputError(
            f"The chat template is no valid jinja2, line {error.lineno}: {error}"
        ) from error
    except jinja2.exceptions.TemplateError as error:
        raise InputError(f"The chat template refuses this conversation: {error}") from error
    except InputError:
        raise
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError) as error:
        raise _failed(error) from error
    except (TypeError, ValueError) as error:
        raise _failed(error) from error
    finally:
        _iterations.reset(counter)


def render_with_spans(
    template: str, variables: dict[str, Any]
) -> tuple[str, list[tuple[int, int]]]:
    """Also where the text from inside {% generation %} lies: (start, end) in characters."""
    marker = f"\x00{secrets.token_hex(8)}\x00"
    token = _marker.set(marker)
    try:
        pieces = render(template, variables).split(marker)
    finally:
        _marker.reset(token)
    spans, position = [], 0
    for index, piece in enumerate(pieces):
        if index % 2:
            spans.append((position, position + len(piece)))
        position += len(piece)
    return "".join(pieces), spans


def _failed(error: BaseException) -> InputError:
    return InputError(
        f"The chat template fails on this conversation: {type(error).__name__}: {error}. Check the "
        "roles and keys of the messages against the template (tokenizer.chat_template)."
    )


def import_jinja2() -> Any:
    try:
        import jinja2
        import jinja2.ext
        import jinja2.sandbox
        import jinja2.visitor
    except ImportError as error:
        raise MissingDependencyError(
            'Chat templates need jinja2. Install it with `pip install "auto-core[chat]"`.'
        ) from error
    return jinja2


def literals(template: str) -> str:
    """The texts that a template writes itself, with something between them that none has."""
    jinja2 = import_jinja2()
    tree = _environment().parse(template)
    texts = {node.data for node in tree.find_all(jinja2.nodes.TemplateData)}
    constants = (node.value for node in tree.find_all(jinja2.nodes.Const))
    return "\0".join(texts.union(value for value in constants if isinstance(value, str)))


@lru_cache(maxsize=64)
def _compiled(template: str) -> Any:
    return _environment().from_string(template)


@lru_cache(maxsize=1)
def _environment() -> Any:
    jinja2 = import_jinja2()
    nodes = jinja2.nodes

    class Generation(jinja2.ext.Extension):  # type: ignore[name-defined]
        """{% generation %} ... {% endgeneration %}: what the assistant says."""

        tags = {"generation"}  # noqa: RUF012

        def parse(self, parser: Any) -> Any:
            line = next(parser.stream).lineno
            body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
            return nodes.CallBlock(self.call_method("mark"), [], [], body).set_lineno(line)

        @staticmethod
        def mark(caller: Any) -> str:
            marker = _marker.get() or ""
            return f"{marker}{caller()}{marker}"

    class Limits(jinja2.visitor.NodeTransformer):  # type: ignore[name-defined]
        """Counts what loops run over and what `~` joins."""

        def visit_For(self, node: Any) -> Any:
            self.generic_visit(node)
            node.iter = nodes.Filter(node.iter, _COUNTED, [], [], None, None)
            return node

        def visit_Concat(self, node: Any) -> Any:
            self.generic_visit(node)
            return nodes.Filter(node, _SHORT, [], [], None, None)

    class Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):  # type: ignore[name-defined]
        intercepted_binops = frozenset(["*", "**", "+", "%"])

        def _parse(self, source: str, name: Any, filename: Any) -> Any:
            tree = super()._parse(source, name, filename)
            return Limits().visit(tree)

        def call(self, context: Any, callee: Any, *args: Any, **kwargs: Any) -> Any:
            text = getattr(callee, "__self__", None)
            if isinstance(text, str):
                _check_string_method(callee.__name__, text, args)
            return super().call(context, callee, *args, **kwargs)

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if operator in ("*", "**"):
                _check_product(operator, left, right)
            elif operator == "%" and isinstance(left, str):
                values = right if isinstance(right, tuple) else (right,)
                _check_string_method("%", left, values)
            result = super().call_binop(context, operator, left, right)
            if operator == "+" and hasattr(result, "__len__"):
                _check_length(len(result))
            return result

    environment = Sandbox(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Generation, jinja2.ext.loopcontrols],
    )
    environment.filters["tojson"] = _to_json
    environment.filters[_COUNTED] = _counted
    environment.filters[_SHORT] = _short
    environment.filters["center"] = lambda text, width=80: _call_method("center", text, width)
    environment.filters["replace"] = lambda text, old, new, count=-1: _call_method(
        "replace", text, old, new, -1 if count is None else count
    )
    environment.filters["format"] = _format
    environment.globals.pop("lipsum")
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment


def _counted(items: Iterable[Any]) -> Iterable[Any]:
    """What a loop runs over; sized things stay sized, so that `loop.length` works."""
    if items is None or not hasattr(items, "__iter__"):
        return items  # jinja2 has the right words for it
    _count(0)
    return _CountedList(items) if hasattr(items, "__len__") else _counting(items)


class _CountedList:
    def __init__(self, items: Any):
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return _counting(self._items)


def _counting(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        _count(1)
        yield item


def _count(steps: int) -> None:
    total = _iterations.get(0) + steps
    _iterations.set(total)
    if total > MOST_ITERATIONS:
        raise InputError(
            f"The chat template was stopped after {MOST_ITERATIONS} loop iterations; "
            "it would hardly end."
        )


def _check_length(length: int) -> None:
    if length > MOST_CHARACTERS:
        raise InputError(
            f"The chat template was stopped when it had made {length} characters; "
            f"at most {MOST_CHARACTERS} are allowed."
        )


def _check_product(operator: str, left: Any, right: Any) -> None:
    if operator == "**":
        if isinstance(left, int) and isinstance(right, int):
            _check_length(left.bit_length() * max(right, 0))
        return
    for text, times in ((left, right), (right, left)):
        if hasattr(text, "__len__") and isinstance(times, int):
            _check_length(len(text) * times)


def _short(text: Any) -> Any:
    _check_length(len(text))
    return text


def _call_method(name: str, text: Any, *args: Any) -> str:
    """A filter that is a method of strings."""
    text = str(text)
    args = tuple(arg if isinstance(arg, int) else str(arg) for arg in args)
    _check_string_method(name, text, args)
    return getattr(text, name)(*args)


def _check_string_method(name: str, text: str, args: tuple[Any, ...]) -> None:
    """How long the result can get, before it is made."""
    if name in ("center", "ljust", "rjust", "zfill", "expandtabs"):
        _check_length(max((arg for arg in args if isinstance(arg, int)), default=0))
    elif name == "replace" and len(args) > 1 and isinstance(args[1], str):
        _check_length(text.count(str(args[0])) * len(args[1]))
    elif name == "join" and args and hasattr(args[0], "__len__"):
        _check_length(len(text) * len(args[0]) + sum(len(str(item)) for item in args[0]))
    elif name in ("%", "format", "format_map"):  # widths: in the text, or for "*" an argument
        digits = "".join(c if c.isdigit() else " " for c in text).split()
        widths = [int(number) for number in digits]
        if "*" in text:
            widths += [abs(arg) for arg in args if isinstance(arg, int)]
        _check_length(max(widths, default=0))


def _format(text: Any, *args: Any, **kwargs: Any) -> str:
    text = str(text)
    _check_string_method("%", text, args)
    return text % (kwargs or args)


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: Any = None,
    sort_keys: bool = False,
) -> str:
    # Not jinja2's own: that one escapes HTML, which models never saw.
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )


def _refuse(message: str) -> None:
    raise import_jinja2().exceptions.TemplateError(message)
