"""A training step from one compiled graph: the loss and every gradient, and transformers' own."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends, oracle
from parity.checks import Case, compare, difference, expected

Gradients = dict[str, np.ndarray]
TRAINABLE = [backend for backend in backends.BACKENDS if backend != "numpy"]


@dataclass
class Step:
    loss: float
    gradients: Gradients


@functools.lru_cache(maxsize=2)
def truth(case: Case) -> Step:
    """What transformers computes, in float32."""
    model = oracle.reference(case.head, case.config, dict(case.options)).float()
    inputs = oracle.tensors(expected(case).inputs, double=False)
    loss = model(**inputs).loss
    loss.backward()
    grads = {n: p.grad.numpy() for n, p in model.named_parameters() if p.grad is not None}
    return Step(float(loss.detach()), {name_in_files(case, n): g for n, g in grads.items()})


def name_in_files(case: Case, name: str) -> str:
    """The checkpoint's name of a parameter that transformers 5 calls otherwise in memory."""
    for pattern, replacement in backends.model_class("numpy", case.head).renames:
        name = re.sub(pattern, replacement, name)
    return name


def torch_step(model: Any, inputs: dict[str, Any]) -> Step:
    torch.compiler.reset()
    compiled = torch.compile(model, backend="eager", fullgraph=True)
    loss = compiled(**oracle.tensors(inputs, double=False)).loss
    loss.backward()
    grads = {slot.name: slot.tensor.grad for slot in model.slots()}
    return Step(float(loss.detach()), {n: g.numpy() for n, g in grads.items() if g is not None})


def tf_step(model: Any, inputs: dict[str, Any]) -> Step:
    import keras
    import tensorflow as tf

    # TensorFlow makes no zeros for a variable of Keras that the loss does not depend on (a pooler).
    variables = [v.value if isinstance(v, keras.Variable) else v for v in model.trainable_variables]

    @tf.function(autograph=False)
    def step(batch: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = model(**batch).loss
        zeros = tf.UnconnectedGradients.ZERO
        return loss, tape.gradient(loss, variables, unconnected_gradients=zeros)

    loss, gradients = step(tf.nest.map_structure(tf.constant, inputs))
    for variable, gradient in zip(variables, gradients, strict=True):
        variable.assign(tf.convert_to_tensor(gradient))  # the slots then read gradients
    return Step(float(loss), {slot.name: slot.read() for slot in model.slots()})


def flax_step(model: Any, inputs: dict[str, Any]) -> Step:
    from flax import nnx

    step = nnx.jit(nnx.value_and_grad(lambda model, batch: model(**batch).loss))
    loss, gradients = step(model, inputs)
    nnx.update(model, gradients)  # the slots then read gradients
    return Step(float(loss), {slot.name: slot.read() for slot in model.slots()})


STEPS: dict[str, Callable[..., Step]] = {"torch": torch_step, "tf": tf_step, "flax": flax_step}


def check_training_step(case: Case, backend: str) -> None:
    """Compare the loss and every gradient with transformers'."""
    reference, right = expected(case), truth(case)
    model = backends.load(backend, case.head, reference.directory)
    found = STEPS[backend](model, reference.inputs)
    assert found.loss == pytest.approx(right.loss, rel=1e-5)
    assert set(right.gradients) <= set(found.gradients)
    # A gradient that is zero in exact arithmetic (a key's bias) is noise of this size.
    noise = 1e-6 * max(np.max(np.abs(gradient)) for gradient in right.gradients.values())
    for name, gradient in right.gradients.items():
        error = np.max(np.abs(found.gradients[name] - gradient))
        assert error < noise or difference(found.gradients[name], gradient) < 1e-4, name


def check_reading_by_transformers(case: Case, directory: Path) -> None:
    """Compare what transformers computes from a checkpoint that we wrote."""
    reference = expected(case)
    ours = backends.load("numpy", case.head, reference.directory)
    ours.save_pretrained(directory)
    model, report = getattr(transformers, case.head).from_pretrained(
        directory, output_loading_info=True, attn_implementation="eager"
    )
    derived = re.compile("|".join(ours.ignored_keys) or "$^")
    missing = {name for name in report.pop("missing_keys") if not derived.search(name)}
    assert not missing and not any(report.values()), (missing, report)
    outputs = oracle.outputs(model.eval(), reference.inputs, double=False, **case.requests)
    compare(case, "torch", outputs)
