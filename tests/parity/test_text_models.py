"""Every text architecture, one head each: compiled training steps, and files for transformers.

The loss and every gradient, from one graph without a break, are transformers' own.
"""

from __future__ import annotations

import functools
import inspect
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
from parity.mutations import assert_line_matters
from parity.text_models import CASES

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
    inputs = {name: torch.as_tensor(x) for name, x in expected(case).inputs.items()}
    loss = model(**inputs).loss
    loss.backward()
    named = {n: p.grad.numpy() for n, p in model.named_parameters() if p.grad is not None}
    return Step(float(loss.detach()), named)


def torch_step(model: Any, inputs: dict[str, Any]) -> Step:
    torch.compiler.reset()
    compiled = torch.compile(model, backend="eager", fullgraph=True)
    loss = compiled(**{name: torch.as_tensor(x) for name, x in inputs.items()}).loss
    loss.backward()
    grads = {slot.name: slot.tensor.grad for slot in model.slots()}
    return Step(float(loss.detach()), {n: g.numpy() for n, g in grads.items() if g is not None})


def tf_step(model: Any, inputs: dict[str, Any]) -> Step:
    import tensorflow as tf

    variables = model.trainable_variables

    @tf.function(autograph=False)
    def step(batch: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = model(**batch).loss
        zeros = tf.UnconnectedGradients.ZERO
        return loss, tape.gradient(loss, variables, unconnected_gradients=zeros)

    loss, gradients = step({name: tf.constant(x) for name, x in inputs.items()})
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


@pytest.mark.parametrize("backend", TRAINABLE)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_compiled_training_step(case: Case, backend: str) -> None:
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


@pytest.mark.parametrize("case", CASES, ids=str)
def test_transformers_reads_what_we_save(case: Case, tmp_path: Path) -> None:
    reference = expected(case)
    backends.load("numpy", case.head, reference.directory).save_pretrained(tmp_path)
    model, report = getattr(transformers, case.head).from_pretrained(
        tmp_path, output_loading_info=True, attn_implementation="eager"
    )
    assert not any(report.values()), report
    compare(case, "torch", oracle.outputs(model.eval(), reference.inputs, double=False))


@pytest.mark.parametrize(
    "head",
    [
        "DistilBertForQuestionAnswering",
        "MPNetForTokenClassification",
        "AlbertForMaskedLM",
        "ElectraForMaskedLM",
        "DebertaV2ForMaskedLM",
        "RobertaForMultipleChoice",
        "GPT2LMHeadModel",
        "BartForConditionalGeneration",
    ],
)
def test_inputs_by_position_come_in_the_order_of_transformers(head: str) -> None:
    theirs = inspect.signature(getattr(transformers, head).forward).parameters
    ours = backends.model_class("numpy", head)._inputs[0]
    common = [name for name in theirs if name in ours]
    assert list(ours[: len(common)]) == common


# A line of each file that computes, and one that does too little. The other architectures are
# these networks under another name, told apart by options whose tests are in their own files.
BROKEN = {
    "bert": ("hidden + self.position_embeddings(position_ids)", "hidden"),
    "roberta": ("self.layer_norm(ops.gelu(self.dense(hidden),", "(ops.gelu(self.dense(hidden),"),
    "distilbert": ("self.sa_layer_norm(change + hidden)", "self.sa_layer_norm(change)"),
    "albert": ("self.full_layer_layer_norm(change + hidden)", "change + hidden"),
    "electra": ("self.activation(self.dense(hidden))", "self.dense(hidden)"),
    "mpnet": ("self.dropout(change) + hidden", "self.dropout(change)"),
    "deberta_v2": ("residual + change", "change"),
    "gpt2": ("hidden = output + hidden", "hidden = output"),
    "llama": ("self.activation(self.gate_proj(hidden))", "self.gate_proj(hidden)"),
    "t5": ("return hidden + self.dropout(self.Dense", "return self.dropout(self.Dense"),
    "bart": ("hidden + self.dropout(output)", "self.dropout(output)"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_seen(name: str, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.name == f"{name.replace('_', '-')}-once")
    assert_line_matters(case, tmp_path, name, *BROKEN[name])
