"""The documentation's programs, each in every framework's spelling.

A fence of the pages says by a word after `python` what becomes of it:

| fence | |
|---|---|
| `python all` | written for torch, shown and run on the four frameworks |
| `python train` | makes `model` and `batch`; each framework's training loop follows |
| `python torch`, `tensorflow`, `flax`, `numpy` | one framework's own; neighbours become tabs |
| `python` | shown as it stands, and run with torch's |
| `py` | a fragment that needs what is not here (many devices, a certain file): not run |
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

FENCE = re.compile(r"^```python(?: (?P<kind>\w+))?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Framework:
    """How a framework spells what the programs use."""

    title: str
    package: str
    prefix: str
    tensors: str
    functions: dict[str, str] = field(default_factory=dict)
    loop: str = ""


TORCH_LOOP = """
model.train()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
for step in range(3):
    loss = model(**batch).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
"""
TENSORFLOW_LOOP = """
optimizer = keras.optimizers.AdamW(2e-5)
for step in range(3):
    with tf.GradientTape() as tape:
        loss = model(**batch, training=True).loss
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(
        (g, v) for g, v in zip(gradients, model.trainable_variables) if g is not None
    )
"""
FLAX_LOOP = """
model.train()
optimizer = nnx.Optimizer(model, optax.adamw(2e-5), wrt=nnx.Param)


@nnx.jit
def train_step(model, optimizer, batch):
    loss, gradients = nnx.value_and_grad(lambda model: model(**batch).loss)(model)
    optimizer.update(model, gradients)
    return loss


for step in range(3):
    loss = train_step(model, optimizer, batch)
"""

FRAMEWORKS = {
    "torch": Framework("PyTorch", "auto_torch", "", "pt", loop=TORCH_LOOP),
    "tensorflow": Framework(
        "TensorFlow",
        "auto_tf",
        "TF",
        "tf",
        {"softmax": "tf.nn.softmax({})", "argmax": "tf.argmax({}, -1)"},
        loop=TENSORFLOW_LOOP,
    ),
    "flax": Framework(
        "JAX/Flax", "auto_flax", "Flax", "jax", {"softmax": "jax.nn.softmax({})"}, loop=FLAX_LOOP
    ),
    "numpy": Framework(
        "NumPy", "auto_core", "Numpy", "np", {"softmax": "scipy.special.softmax({}, -1)"}
    ),
}
# What a spelling needs imported, by what its code says.
_NEEDS = {
    "torch.": "import torch",
    "tf.": "import tensorflow as tf",
    "keras.": "import keras",
    "jax.": "import jax",
    "optax.": "import optax",
    "nnx.": "from flax import nnx",
    "scipy.special.": "import scipy.special",
}
_IMPORT = re.compile(r"^from auto_torch import (.+)$", re.MULTILINE)
_CALL = re.compile(r"((?:\w+\(\*\*\w+\))?[\w.]+(?:\[[^\]]*\])?)\.(softmax|argmax)\(-1\)")


def spelled(code: str, framework: str) -> str:
    """A program written for torch, as a framework's user writes it."""
    how = FRAMEWORKS[framework]
    if framework != "torch":
        for names in _IMPORT.findall(code):
            for name in names.split(", "):
                code = re.sub(rf"\b{name}\b", how.prefix + name, code)
        code = code.replace("from auto_torch import", f"from {how.package} import")
        code = code.replace('return_tensors="pt"', f'return_tensors="{how.tensors}"')
        code = _CALL.sub(lambda call: how.functions.get(call[2], call[0]).format(call[1]), code)
    else:
        code = _without_gradients(code)
    return _with_imports(code)


def _without_gradients(code: str) -> str:
    """torch's statements that call a model, in inference mode."""
    lines = code.splitlines()
    for statement in ast.parse(code).body:
        calls = {
            node.func.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        if calls & {"model", "backbone"}:
            first, last = statement.lineno - 1, statement.end_lineno
            lines[first:last] = ["    " + line for line in lines[first:last]]
            lines[first] = "with torch.inference_mode():\n" + lines[first]
    return "\n".join(lines) + "\n"


def trained(code: str, framework: str) -> str:
    """A program that makes `model` and `batch`, and the framework's training loop."""
    return _with_imports(spelled(code, framework) + FRAMEWORKS[framework].loop)


def _with_imports(code: str) -> str:
    missing = [
        line
        for use, line in _NEEDS.items()
        if re.search(rf"(?<![\w.]){re.escape(use)}", code) and line not in code
    ]
    return "\n".join([*missing, code]) if missing else code


def programs(page: str, framework: str) -> Iterator[str]:
    """What a reader of a page types on a framework, in its order."""
    for fence in FENCE.finditer(page):
        kind, code = fence["kind"], fence["code"]
        if kind == "all":
            yield spelled(code, framework)
        elif kind == "train" and FRAMEWORKS[framework].loop:
            yield trained(code, framework)
        elif kind == framework or (kind is None and framework == "torch"):
            yield code


def tabbed(page: str) -> str:
    """A page whose programs stand in tabs, one for each framework."""
    return FENCE.sub(_expanded, page)


def _expanded(fence: re.Match[str]) -> str:
    kind, code = fence["kind"], fence["code"]
    if kind == "all":
        return "\n".join(_tab(name, spelled(code, name)) for name in FRAMEWORKS)
    if kind == "train":
        names = [name for name, how in FRAMEWORKS.items() if how.loop]
        return "\n".join(_tab(name, trained(code, name)) for name in names)
    if kind in FRAMEWORKS:
        return _tab(kind, code)
    return fence[0]


def _tab(framework: str, code: str) -> str:
    block = f"```python\n{code.strip()}\n```"
    indented = "\n".join(f"    {line}" if line else "" for line in block.splitlines())
    return f'=== "{FRAMEWORKS[framework].title}"\n\n{indented}\n'
