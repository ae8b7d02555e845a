"""Running templates of strangers: no way to Python's objects, and no more work than is allowed.

A template comes with a checkpoint, so it is data that must not act. Attributes, functions,
filters and tests are those of a list (`environment`, `filters`); what a template does is charged
to an allowance (`allowance`).
"""

from __future__ import annotations

import secrets
from typing import Any

from auto_core.errors import AutoError, InputError, MissingDependencyError


def render(template: str, variables: dict[str, Any], *, name: str = "") -> str:
    """The text that a template makes of its variables; `name`: the file it is from, for errors.

    Raises:
        InputError: the template is no jinja2, fails, refuses the conversation, does something
            that the sandbox forbids, or needs more work than is allowed.
        MissingDependencyError: jinja2 is not installed.
    """
    where = _where(name)
    program = _compiled(template, where)
    from jinja2.exceptions import SecurityError, TemplateError

    from auto_core.tokenizers.chat import allowance

    token = allowance.set_current(allowance.for_variables(variables))
    try:
        return "".join(program.generate(**variables))
    except SecurityError as error:
        raise InputError(f"{where} does something forbidden: {error}") from error
    except TemplateError as error:
        raise InputError(f"{where} refuses this conversation: {error}") from error
    except AutoError as error:
        raise InputError(f"{where}: {error}" if name else str(error)) from error
    except Exception as error:
        raise InputError(
            f"{where} fails on this conversation: {type(error).__name__}: {error}. Check the "
            "roles and keys of the messages against the template (tokenizer.chat_template)."
        ) from error
    finally:
        allowance.reset_current(token)


def render_with_spans(
    template: str, variables: dict[str, Any], *, name: str = ""
) -> tuple[str, list[tuple[int, int]]]:
    """Also where the text from inside {% generation %} lies: (start, end) in characters."""
    _require_jinja2()
    from auto_core.tokenizers.chat.environment import marker

    mark = f"\x00{secrets.token_hex(8)}\x00"
    token = marker.set(mark)
    try:
        pieces = render(template, variables, name=name).split(mark)
    finally:
        marker.reset(token)
    spans, position = [], 0
    for index, piece in enumerate(pieces):
        if index % 2:
            spans.append((position, position + len(piece)))
        position += len(piece)
    return "".join(pieces), spans


def literals(template: str, *, name: str = "") -> str:
    """The texts that a template writes itself, with something between them that none has."""
    _compiled(template, _where(name))  # or else it cannot be parsed either
    from jinja2 import nodes

    from auto_core.tokenizers.chat.environment import environment

    tree = environment().parse(template)
    texts = {node.data for node in tree.find_all(nodes.TemplateData)}
    constants = (node.value for node in tree.find_all(nodes.Const))
    return "\0".join(texts.union(value for value in constants if isinstance(value, str)))


def _where(name: str) -> str:
    return f"The chat template in {name}" if name else "The chat template"


def _require_jinja2() -> None:
    try:
        import jinja2  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError(
            'Chat templates need jinja2. Install it with `pip install "auto-core[chat]"`.'
        ) from error


def _compiled(template: str, where: str) -> Any:
    _require_jinja2()
    from jinja2.exceptions import TemplateSyntaxError

    from auto_core.tokenizers.chat.environment import MOST_CHARACTERS, compiled

    if not isinstance(template, str):
        raise InputError(f"{where} is a {type(template).__name__}, expected text.")
    if len(template) > MOST_CHARACTERS:
        raise InputError(
            f"{where} has {len(template)} characters, at most {MOST_CHARACTERS} are allowed."
        )
    try:
        return compiled(template)
    except TemplateSyntaxError as error:
        raise InputError(f"{where} is no valid jinja2, line {error.lineno}: {error}") from error
    except Exception as error:
        # What jinja2 makes of it is no Python: too deeply nested, no Unicode, ...
        raise InputError(
            f"{where} cannot be compiled: {type(error).__name__}: {str(error)[:200]}"
        ) from error
