"""What a model's forward returns, read from its source: nothing is run."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from auto_core.outputs import ModelOutput


def output_class(model: type) -> type[ModelOutput] | None:
    """The one class of output that a model returns, if its source says which."""
    found = set(_returned(model, _written(model.forward), frozenset()))
    return found.pop() if len(found) == 1 else None


def _written(function: Any) -> Callable[..., Any]:
    """The function as its file has it: a head's forward stands behind a composed signature."""
    return inspect.unwrap(getattr(function, "_head", function))


def _returned(
    model: type, function: Callable[..., Any], above: frozenset[Callable[..., Any]]
) -> Iterator[type[ModelOutput]]:
    """The output classes of a function that a model calls, and of those that it hands on to."""
    if function in above or not inspect.isfunction(function):
        return
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    nodes = list(ast.walk(tree))
    assigned = {
        target.id: node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes:
        if not isinstance(node, ast.Return):
            continue
        value = node.value
        if isinstance(value, ast.Name):
            value = assigned.get(value.id)
        if not isinstance(value, ast.Call):
            continue
        for called in _called(model, function, value.func, assigned):
            if inspect.isclass(called) and issubclass(called, ModelOutput):
                yield called
            elif callable(called):
                yield from _returned(model, _written(called), above | {function})


def _called(
    model: type, function: Callable[..., Any], node: ast.expr, assigned: dict[str, ast.expr]
) -> Iterator[Any]:
    """What an expression in a function stands for: a class, a function, a method of the model."""
    if isinstance(node, ast.IfExp):
        yield from _called(model, function, node.body, assigned)
        yield from _called(model, function, node.orelse, assigned)
    elif isinstance(node, ast.Name):
        if node.id in assigned:
            yield from _called(model, function, assigned[node.id], {})
        else:
            yield function.__globals__.get(node.id)
    elif isinstance(node, ast.Attribute):
        if node.attr == "of":  # an output from another
            yield from _called(model, function, node.value, assigned)
        elif ast.unparse(node.value) == "self":
            yield getattr(model, node.attr, None)
        elif ast.unparse(node.value) == "super()":
            yield _inherited(model, function, node.attr)
        else:
            for owner in _called(model, function, node.value, assigned):
                yield getattr(owner, node.attr, None)


def _inherited(model: type, function: Callable[..., Any], name: str) -> Any:
    """A method of the classes behind the one that defines this function."""
    classes = list(model.__mro__)
    owner = next(
        i for i, cls in enumerate(classes) if function in map(_written, vars(cls).values())
    )
    return next((vars(cls)[name] for cls in classes[owner + 1 :] if name in vars(cls)), None)
