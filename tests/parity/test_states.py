"""Decoders with states: texts of several chunks, padding, caches handed from call to call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import ALL, VOCAB, Arch, architectures
from parity.backends import BACKENDS
from parity.checks import Case, check, difference, expected
from parity.decoding import check_steps
from parity.mutations import assert_line_matters
from parity.texts import padding, token_ids

ARCHS = {arch.model_type: arch for arch in architectures()}
# One for each kind of recurrence.
KINDS = ("mamba", "mamba2", "qwen3_5_text", "recurrent_gemma", "rwkv")
TOKENS, LENGTHS = 80, (80, 67)


def long_texts(rng: np.random.Generator) -> dict[str, Any]:
    """Two sequences, padded on the right, longer than a chunk of every recurrence."""
    mask = padding(list(LENGTHS), TOKENS)
    ids = np.where(mask == 1, token_ids(rng, VOCAB, len(LENGTHS), TOKENS), 1)
    return {"input_ids": ids, "attention_mask": mask}


def language_model(arch: Arch, inputs: Any = None, name: str = "") -> Case:
    """The causal language model with the architecture's last config."""
    head = arch.causal_lm or "ForCausalLM"
    return arch.case([row for row in arch.rows if row.head == head][-1], inputs, name)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kind", KINDS)
def test_texts_of_several_chunks(kind: str, backend: str) -> None:
    """At once, and in pieces that end within chunks."""
    case = language_model(ARCHS[kind], long_texts, "long")
    check(case, backend)
    if backend in ("numpy", "torch"):
        check_steps(case, backend, room=True, sizes=(70, 9, 1))


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_generated_texts_of_a_batch_are_apart() -> None:
    """Each is what transformers' RWKV makes of it alone; of a batch, it mixes the states."""
    case = ARCHS["rwkv"].by_id()["ForCausalLM-default"]
    theirs = getattr(transformers, case.head).from_pretrained(expected(case).directory)
    ours = backends.load("torch", case.head, expected(case).directory)
    ids = torch.tensor([[5, 9, 7, 11], [4, 8, 15, 16]])
    options = dict(do_sample=False, max_new_tokens=8, eos_token_id=2, pad_token_id=1)
    found = ours.generate(ids, **options)
    for text, one in zip(found, ids, strict=True):
        alone = theirs.generate(one[None], **options)[0]
        assert torch.equal(text[: len(alone)], alone)
        assert bool((text[len(alone) :] == 1).all())


@pytest.mark.skipif(not ALL or "torch" not in BACKENDS, reason="takes a minute: make test-all")
def test_one_compiled_graph_takes_any_length() -> None:
    """Its loop over chunks is one operation; its gradients are the eager loop's."""
    case = language_model(ARCHS["mamba"], long_texts, "long")
    model = backends.load("torch", case.head, expected(case).directory)
    graphs = []

    def count(graph: Any, inputs: Any) -> Any:
        graphs.append(graph)
        return graph.forward

    torch.compiler.reset()
    compiled = torch.compile(model, backend=count, fullgraph=True, dynamic=True)
    for tokens in (70, 140):
        ids = torch.arange(2 * tokens).reshape(2, tokens) % VOCAB
        with torch.no_grad():
            found, truth = compiled(ids, use_cache=False), model(ids, use_cache=False)
        assert difference(found.logits.numpy(), truth.logits.numpy()) < 1e-5
    assert len(graphs) == 1, "a length of its own has a graph of its own"
    gradients = []
    for network in (model, compiled):
        model.zero_grad()
        network(ids, labels=ids, use_cache=False).loss.backward()
        grads = {name: p.grad.numpy() for name, p in model.named_parameters()}
        gradients.append(grads)
    for name, gradient in gradients[0].items():
        assert difference(gradients[1][name], gradient) < 1e-4, name


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b in ("numpy", "torch")])
@pytest.mark.parametrize("kind", ["lfm2", "mamba"])
def test_generation_goes_on_from_a_cache(kind: str, backend: str) -> None:
    """Several samples of a prompt among them, whose states are the prompt's."""
    case = language_model(ARCHS[kind])
    model = backends.load(backend, case.head, expected(case).directory)
    tensor = torch.from_numpy if backend == "torch" else np.asarray
    ids = np.array([[4, 8, 15, 16, 23, 42]])
    options: dict[str, Any] = dict(do_sample=False, pad_token_id=1)
    model.generation_config.eos_token_id = None
    whole = np.asarray(model.generate(tensor(ids), max_new_tokens=9, **options))
    output = model.generate(tensor(ids), max_new_tokens=4, return_dict_in_generate=True, **options)
    name = type(model).cache_name
    more = model.generate(
        output.sequences, max_new_tokens=5, **{name: output.past_key_values}, **options
    )
    assert np.array_equal(np.asarray(more), whole)
    beams = model.generate(tensor(ids), max_new_tokens=9, num_beams=3, **options)
    several = model.generate(
        tensor(ids), max_new_tokens=9, num_beams=3, num_return_sequences=3, **options
    )
    assert np.array_equal(np.asarray(several)[:1], np.asarray(beams))


MUTATIONS = [
    ("lfm2", "self.in_proj(past.masked(hidden))", "self.in_proj(hidden)"),
    ("mamba", "past.masked(self.activation(hidden))", "self.activation(hidden)"),
    ("mamba2", "past.masked(self.activation(hidden))", "self.activation(hidden)"),
    ("qwen3_5_text", "self.project(past.masked(hidden))", "self.project(hidden)"),
    ("qwen3_5_text", "ops.sigmoid(beta)", "beta"),
    ("bamba", "self.mamba(normed, context)", "self.mamba(hidden, context)"),
    ("falcon_h1", "normed * self.before", "normed"),
    ("recurrent_gemma", "ops.where(starts, 0, ops.exp(decay))", "ops.exp(decay)"),
]


@pytest.mark.skipif("numpy" not in BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize(("kind", "line", "broken"), MUTATIONS, ids=str)
def test_a_broken_line_is_seen(kind: str, line: str, broken: str, tmp_path: Path) -> None:
    inputs = restarted if kind == "recurrent_gemma" else None
    case = language_model(ARCHS[kind], inputs, "restarted" if inputs else "")
    assert_line_matters(case, tmp_path, kind, line, broken)


def restarted(rng: np.random.Generator) -> dict[str, Any]:
    """A second text begins within each row."""
    return {
        "input_ids": token_ids(rng, VOCAB, 2, 8),
        "position_ids": np.array([[0, 1, 2, 3, 4, 0, 1, 2]] * 2),
        "attention_mask": np.ones((2, 8), np.int64),
    }
