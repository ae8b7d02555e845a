"""What a template's syntax tree is changed to before it is compiled, so that it charges itself.

Straight code costs what it has nodes; whatever can be entered again (the body of a loop, macro
or block) charges its own nodes each time. Operators that jinja2 compiles to Python's become
calls of filters, which charge by size.
"""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.visitor import NodeTransformer

# The filters that take the operators' place; no template can write a name with a space.
ENTER, COUNTED, CONCAT, COMPARE, SLICE, KEY = (
    f"{name} !" for name in ("enter", "counted", "concat", "compare", "slice", "key")
)
_NO_FILES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


def charging(tree: nodes.Template) -> nodes.Template:
    """The tree, changed in place.

    Raises:
        jinja2.TemplateSyntaxError: it wants other templates.
    """
    for node in tree.find_all(_NO_FILES):
        raise TemplateSyntaxError("a chat template cannot use other files", node.lineno)
    weight = _weight(tree)
    _Charging().visit(tree)
    tree.body.insert(0, _enter(weight))
    return tree


def _weight(node: nodes.Node) -> int:
    """Units of executing a node once, without what charges itself."""
    own = 1
    if isinstance(node, nodes.TemplateData):
        own += len(node.data) // 2
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        own += len(node.value) // 64
    if isinstance(node, nodes.For):
        inside = [node.target, node.iter, *node.else_]
    elif isinstance(node, nodes.Macro | nodes.CallBlock):
        called = [node.call] if isinstance(node, nodes.CallBlock) else []
        inside = [*node.args, *node.defaults, *called]
    elif isinstance(node, nodes.Block):
        inside = []
    else:
        inside = list(node.iter_child_nodes())
    return own + sum(map(_weight, inside))


def _body_weight(body: list[Any]) -> int:
    return 1 + sum(map(_weight, body))


def _filter(value: Any, name: str, *args: Any) -> nodes.Filter:
    return nodes.Filter(value, name, list(args), [], None, None)


def _enter(units: int) -> nodes.ExprStmt:
    return nodes.ExprStmt(_filter(nodes.Const(None), ENTER, nodes.Const(units)))


class _Charging(NodeTransformer):
    def visit_For(self, node: nodes.For) -> nodes.Node:
        weight = _body_weight(node.body)
        test = 1 if node.test is None else 1 + _weight(node.test)
        self.generic_visit(node)
        node.iter = _filter(node.iter, COUNTED, nodes.Const(test))
        node.body.insert(0, _enter(weight))
        return node

    def visit_Macro(self, node: Any) -> nodes.Node:
        weight = _body_weight(node.body)
        self.generic_visit(node)
        node.body.insert(0, _enter(weight))
        return node

    visit_CallBlock = visit_Macro
    visit_Block = visit_Macro

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes), CONCAT)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        steps = [step for o in node.ops for step in (nodes.Const(o.op), o.expr)]
        return _filter(node.expr, COMPARE, *steps)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        self.generic_visit(node)
        if not isinstance(node.arg, nodes.Slice):
            return node
        bounds = (node.arg.start, node.arg.stop, node.arg.step)
        return _filter(node.node, SLICE, *(bound or nodes.Const(None) for bound in bounds))

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:
        self.generic_visit(node)
        node.key = _filter(node.key, KEY)
        return node
