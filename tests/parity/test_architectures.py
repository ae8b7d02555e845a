"""Every architecture of the table (`arch.py`), through the same checks on every backend."""

from __future__ import annotations

import copy
import importlib
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import ALL, DECODER_INPUTS, Arch, Row, architectures, representatives, texts
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, check, difference, expected
from parity.decoding import check_steps
from parity.mutations import assert_seen
from parity.steps import TRAINABLE, check_reading_by_transformers, check_training_step

from auto_core.errors import ConfigError

ARCHS = architectures()
FEW = representatives(ARCHS)
DECODERS = [arch for arch in ARCHS if arch.causal_lm]


def cases(arch: Arch) -> list[Case]:
    return arch.cases()


def forward_rows() -> list[tuple[Case, str]]:
    """Cases and backends: TensorFlow and Flax, whose graphs take long to make, run a base model
    and a language model of each architecture, and every head of one member of each family."""
    found = []
    for arch in ARCHS:
        last = {row.head: index for index, row in enumerate(arch.rows)}
        for index, row in enumerate(arch.rows):
            is_last = last[row.head] == index and row.head in ("Model", "TextModel", arch.causal_lm)
            every = is_last or arch in FEW
            found += [
                (arch.case(row), backend)
                for backend in BACKENDS
                if every or backend in ("numpy", "torch")
            ]
    return found


def labelled(arch: Arch) -> Case:
    """The last row with labels: of the causal language model where there is one."""
    rows = [row for row in arch.rows if row.head == (arch.causal_lm or row.head)]
    return arch.case(rows[-1])


def generating() -> list[tuple[Case, int]]:
    """Every row of a causal language model, greedy and with three beams."""
    return [
        (arch.case(row), beams)
        for arch in DECODERS
        for row in arch.rows
        for beams in ((1, 3) if arch.reorders else (1,))
        if row.head == arch.causal_lm
    ]


@pytest.mark.parametrize(("case", "backend"), forward_rows(), ids=str)
def test_forward(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("arch", ARCHS, ids=str)
def test_every_head_has_a_row(arch: Arch) -> None:
    """Heads that are declared, and those that transformers maps, are the rows' heads."""
    module = arch.model_type.replace("-", "_")
    ours = importlib.import_module(f"auto_core.models.{module}").HEADS.values()
    ours = {cls.architecture_name() for cls in ours}
    theirs: set[str] = set()
    for name in vars(transformers.models.auto.modeling_auto):
        # Decisions are an experiment of one vendor's checkpoints.
        if name.startswith("MODEL") and name.endswith("MAPPING_NAMES") and "DECISION" not in name:
            mapping = getattr(transformers.models.auto.modeling_auto, name)
            theirs |= {mapping[arch.model_type]} if arch.model_type in mapping else set()
    assert ours == {arch.prefix + row.head for row in arch.rows}
    assert {name for name in theirs if isinstance(name, str)} <= ours


@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("arch", DECODERS, ids=str)
def test_a_cache_changes_nothing(arch: Arch, backend: str, room: bool) -> None:
    if backend in ("tf", "flax") and arch not in FEW and not room:
        backend = "numpy"  # their graphs take long to make; the cache with room is the harder one
    check_steps(labelled(arch), backend, room=room, sizes=(5, 1, 1, 2))


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b in ("numpy", "torch")])
@pytest.mark.parametrize("arch", DECODERS, ids=str)
def test_padding_on_the_left(arch: Arch, backend: str) -> None:
    """With positions counted from each sequence's first token, as `generate` gives them."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = texts(side="left")(rng)
        mask = inputs["attention_mask"]
        return inputs | {"position_ids": np.maximum(np.cumsum(mask, 1) - 1, 0)}

    row = [row for row in arch.rows if row.head == arch.causal_lm][-1]
    case = arch.case(row, make, "left")
    takes = backends.model_class("numpy", case.head)._inputs[0]
    if "position_ids" not in takes:
        case = arch.case(row, texts(side="left"), "left")
    check(_seen_alone(case), backend)


def _seen_alone(case: Case) -> Case:
    """The case without the outputs of padding, which attends to nothing: they have no meaning."""
    return Case(
        case.name, case.head, case.config, case.options, case.inputs, {}, "attention_mask",
        case.rounded,
    )  # fmt: skip


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize(("case", "beams"), generating(), ids=str)
def test_generated_ids_are_those_of_transformers(case: Case, beams: int) -> None:
    """A batch with padding on the left, with every config of each decoder."""
    reference = expected(case)
    theirs = getattr(transformers, case.head).from_pretrained(
        reference.directory, attn_implementation=case.options.get("attn_implementation", "eager")
    )
    ours = backends.load("torch", case.head, reference.directory)
    ids = torch.tensor([[1, 1, 1, 5, 9, 7], [4, 8, 15, 16, 23, 42]])
    options = dict(do_sample=False, num_beams=beams, max_new_tokens=8)
    options |= dict(attention_mask=(ids != 1).long(), eos_token_id=2, pad_token_id=1)
    found = ours.generate(ids, **options)
    assert torch.equal(getattr(found, "sequences", found), theirs.generate(ids, **options))


@pytest.mark.parametrize("backend", TRAINABLE)
@pytest.mark.parametrize("arch", FEW, ids=str)
def test_a_compiled_training_step(arch: Arch, backend: str) -> None:
    check_training_step(labelled(arch), backend)


@pytest.mark.parametrize("arch", ARCHS, ids=str)
def test_transformers_reads_what_we_save(arch: Arch, tmp_path: Path) -> None:
    check_reading_by_transformers(labelled(arch), tmp_path)


@pytest.mark.parametrize("backend", [b for b in BACKENDS if ALL or b in ("numpy", "torch")])
@pytest.mark.parametrize("arch", ARCHS, ids=str)
def test_copies_and_saved_files_compute_the_same(arch: Arch, backend: str, tmp_path: Path) -> None:
    case = labelled(arch)
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory)
    truth = backends.run(backend, model, reference.inputs)
    model.save_pretrained(tmp_path)
    copies = [backends.load(backend, case.head, tmp_path), copy.deepcopy(model)]
    if backend == "torch":
        copies.append(pickle.loads(pickle.dumps(model)))
    for other in copies:
        again = backends.run(backend, other, reference.inputs)
        assert difference(again["logits"], truth["logits"]) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("arch", ARCHS, ids=str)
def test_fresh_weights_give_finite_outputs(arch: Arch) -> None:
    case = labelled(arch)
    reference = expected(case)
    cls = backends.model_class("numpy", case.head)
    model = cls(cls.config_class.from_pretrained(reference.directory))
    outputs = backends.run("numpy", model, reference.inputs)
    assert all(np.isfinite(array).all() for array in outputs.values())


REFUSALS = [(arch, options) for arch in ARCHS for options in arch.refuses]


@pytest.mark.parametrize(("arch", "options"), REFUSALS, ids=str)
def test_what_is_not_implemented_is_refused(arch: Arch, options: dict[str, Any]) -> None:
    config = backends.model_class("numpy", arch.prefix + arch.rows[0].head).config_class
    with pytest.raises(ConfigError, match=next(iter(options))):
        config(**{**arch.configs[arch.rows[-1].config], **options})


LOST = [(arch, name) for arch in ARCHS for name in arch.must_see]
CHANGED = [(arch, options) for arch in ARCHS for options in arch.must_see_options]


@pytest.mark.parametrize(("arch", "name"), LOST, ids=str)
def test_a_lost_parameter_is_seen(arch: Arch, name: str) -> None:
    assert_seen(arch.case(arch.rows[-1]), zero=name)


@pytest.mark.parametrize(("arch", "options"), CHANGED, ids=str)
def test_another_option_is_seen(arch: Arch, options: dict[str, Any]) -> None:
    assert_seen(arch.case(arch.rows[-1]), options=options)


def test_the_table_of_inputs_has_every_head_of_a_decoder() -> None:
    heads = {row.head for arch in DECODERS for row in arch.rows}
    assert {head.removeprefix("Text") for head in heads} <= set(DECODER_INPUTS), Row
