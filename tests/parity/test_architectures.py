"""Every architecture of the table (`arch.py`), through the same checks on every backend."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import (
    ALL,
    LABELS,
    Arch,
    Options,
    architectures,
    representatives,
    texts,
)
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, check, difference, expected
from parity.decoding import check_steps, check_target_steps
from parity.mutations import assert_line_matters, assert_seen
from parity.steps import TRAINABLE, check_reading_by_transformers, check_training_step

from auto_core.errors import ConfigError, InputError
from auto_core.registry.configs import module_name

ARCHS = architectures()
FEW = representatives(ARCHS)
DECODERS = [arch for arch in ARCHS if arch.causal_lm]
TEXT = {"input_ids", "attention_mask", "token_type_ids", *LABELS, "end_positions"}
BY_NAME = {case.name: arch for arch in ARCHS for case in arch.cases()}


# What transformers says of its own code.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Support for mismatched key_padding_mask"),
    pytest.mark.filterwarnings("ignore:Version v4.12.0:FutureWarning"),
]


def pixels(case: Case) -> Any:
    """The images of a case's inputs, or None."""
    return case.inputs(np.random.default_rng(0)).get("pixel_values")


def in_turn(archs: Sequence[Arch], choice: Sequence[str]) -> dict[Arch, str]:
    """One backend for each architecture, by its position in the alphabet."""
    return {arch: choice[index % len(choice)] for index, arch in enumerate(archs) if choice}


def spread(archs: Sequence[Arch], count: int, backend: str) -> set[tuple[Arch, str]]:
    """So many of the architectures, evenly over the alphabet, with a backend."""
    step = max(1.0, len(archs) / count)
    return {(archs[int(i * step)], backend) for i in range(min(count, len(archs)))}


COMPILED = [backend for backend in BACKENDS if backend in ("tf", "flax")]
OTHERS = [arch for arch in ARCHS if arch not in FEW]
# So many members of families, and others, run on a framework: its graphs and compiler take most of
# the suite's time, which therefore does not grow with the architectures.
COUNTS = {"tf": (60, 20), "flax": (40, 8)}
SPREAD = {
    chosen
    for backend in COMPILED
    for archs, count in zip((FEW, OTHERS), COUNTS[backend], strict=True)
    for chosen in spread(archs, count, backend)
}


def once_compiled(arch: Arch, backend: str) -> bool:
    """Whether an architecture runs on a backend on each run, not in `make test-all` alone."""
    return ALL or backend not in COMPILED or (arch, backend) in SPREAD


def eager(arch: Arch) -> list[str]:
    """NumPy, and for one member of each family torch: for what comes after the forward pass."""
    return [b for b in BACKENDS if ALL or b == "numpy" or (b == "torch" and arch in FEW)]


def forward_rows() -> list[tuple[Case, str]]:
    """Cases and backends. NumPy and torch run every case, TensorFlow and Flax the head that is
    trained of some architectures."""
    found = []
    for arch in ARCHS:
        bases = [arch.case(row) for row in arch.rows if row.head in ("Model", "TextModel")]
        for case in arch.cases():
            for backend in BACKENDS:
                few = case == arch.labelled() or (backend == "tf" and case in bases[-1:])
                if ALL or backend not in COMPILED or (few and once_compiled(arch, backend)):
                    found.append((case, backend))
    return found


def cached_rows() -> list[tuple[Case, str, bool]]:
    """Cases, backends and whether the cache has room. TensorFlow and Flax, for one member of each
    family in turn, run the one with room, which is the harder one."""
    turn = in_turn(FEW, [*COMPILED, *COMPILED[:1]])
    return [
        (case, backend, room)
        for arch in ARCHS
        for case in cached(arch)
        for backend in BACKENDS
        for room in (False, True)
        if backend in eager(arch)
        or (room and backend == turn.get(arch) and once_compiled(arch, backend))
    ]


def cached(arch: Arch) -> list[Case]:
    if arch.cached:
        return [arch.by_id()[row] for row in arch.cached]
    return [arch.labelled()] if arch.causal_lm else []


def trained_rows() -> list[tuple[Case, str]]:
    """Cases with labels and backends, for one member of each family of models that read text
    alone, on one framework in turn."""
    found = []
    turn = in_turn(FEW, TRAINABLE)
    for arch in FEW:
        if not arch.same_names:
            continue
        case = arch.labelled()
        given = case.inputs(np.random.default_rng(0)).keys()
        if given <= TEXT and not LABELS.isdisjoint(given):
            found += [(case, backend) for backend in TRAINABLE if ALL or backend == turn[arch]]
    return found


def generating() -> list[tuple[Case, int]]:
    """A row of every config of each causal language model that attends to nothing else, greedy
    and with three beams."""
    found = {}
    for arch in DECODERS:
        for row in arch.rows:
            case = arch.case(row)
            if row.head == arch.causal_lm and not case.options.get("add_cross_attention"):
                for beams in (1, 3) if arch.reorders else (1,):
                    found[arch, repr(case.options), beams] = (case, beams)
    return list(found.values())


def one_of_each_family() -> list[Case]:
    """The last config of the causal language model of one decoder of each family."""
    found: dict[str, Case] = {}
    for arch in DECODERS:
        rows = [row for row in arch.rows if row.head == arch.causal_lm]
        case = arch.case(rows[-1])
        named = module_name(arch.model_type) == arch.family
        if not case.options.get("add_cross_attention") and (arch.family not in found or named):
            found[arch.family] = case
    return list(found.values())


@pytest.fixture(autouse=True)
def patches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What both libraries do otherwise in an architecture's tests."""
    given = getattr(request.node, "callspec", None)
    for value in given.params.values() if given else ():
        patch = BY_NAME[value.name].patch if isinstance(value, Case) else None
        patch = value.patch if isinstance(value, Arch) else patch
        if patch:
            patch(monkeypatch)


@pytest.mark.parametrize(("case", "backend"), forward_rows(), ids=str)
def test_forward(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("arch", ARCHS, ids=str)
def test_every_head_has_a_row(arch: Arch) -> None:
    """Heads that are declared, and those that transformers maps, have rows."""
    module = module_name(arch.model_type)
    ours = importlib.import_module(f"auto_core.models.{module}").HEADS.values()
    ours = {cls.architecture_name() for cls in ours}  # some of them of transformers 4
    ours = {name for name in ours if hasattr(transformers, name)}
    theirs: set[str] = set()
    for name in vars(transformers.models.auto.modeling_auto):
        # Decisions are an experiment of one vendor's checkpoints.
        if name.startswith("MODEL") and name.endswith("MAPPING_NAMES") and "DECISION" not in name:
            mapping = getattr(transformers.models.auto.modeling_auto, name)
            theirs |= {mapping[arch.model_type]} if arch.model_type in mapping else set()
    rows = {arch.prefix + row.head for row in arch.rows}
    if arch.model_type == "gemma3n_vision":  # timm's encoder, of whose class the type's is one
        rows |= {"TimmWrapperModel"}
    assert ours <= rows
    assert {name for name in theirs if isinstance(name, str)} <= rows


@pytest.mark.parametrize(("case", "backend", "room"), cached_rows(), ids=str)
def test_a_cache_changes_nothing(case: Case, backend: str, room: bool) -> None:
    inputs = expected(case).inputs
    check_some, name = check_steps, "input_ids"
    if "decoder_input_ids" in inputs:
        check_some, name = check_target_steps, "decoder_input_ids"
    check_some(case, backend, room=room, sizes=(inputs[name].shape[1] - 4, 1, 1, 2))


@pytest.mark.parametrize(
    ("arch", "backend"), [(arch, b) for arch in DECODERS for b in eager(arch)], ids=str
)
def test_padding_on_the_left(arch: Arch, backend: str) -> None:
    """With positions counted from each sequence's first token, as `generate` gives them."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = texts(side="left")(rng)
        mask = inputs["attention_mask"]
        return inputs | {"position_ids": np.maximum(np.cumsum(mask, 1) - 1, 0)}

    case = arch.labelled()
    takes = backends.model_class("numpy", case.head)._inputs[0]
    inputs = make if "position_ids" in takes else texts(side="left")
    # Without the outputs of padding, which attends to nothing: they have no meaning.
    name, padded = f"{case.name}-padded-left", "attention_mask"
    check(replace(case, name=name, inputs=inputs, requests={}, padded=padded), backend)


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


ELSEWHERE = [
    (case, backend, beams)
    for case in one_of_each_family()
    for backend in BACKENDS
    for beams in ((1, 3) if BY_NAME[case.name].reorders else (1,))
    if ALL and backend != "torch"
]


@pytest.mark.parametrize(("case", "backend", "beams"), ELSEWHERE, ids=str)
def test_generated_ids_are_those_of_transformers_elsewhere(
    case: Case, backend: str, beams: int
) -> None:
    """The same batch, for one decoder of each family."""
    reference = expected(case)
    theirs = getattr(transformers, case.head).from_pretrained(
        reference.directory, attn_implementation=case.options.get("attn_implementation", "eager")
    )
    ids = np.array([[1, 1, 1, 5, 9, 7], [4, 8, 15, 16, 23, 42]])
    options = dict(do_sample=False, num_beams=beams, max_new_tokens=8)
    options |= dict(eos_token_id=2, pad_token_id=1)
    truth = theirs.generate(
        torch.from_numpy(ids), attention_mask=torch.from_numpy(ids != 1).long(), **options
    )
    ours = backends.load(backend, case.head, reference.directory)
    found = ours.generate(ids, attention_mask=(ids != 1).astype(np.int64), **options)
    found = np.asarray(getattr(found, "sequences", found))
    assert np.array_equal(found, truth.numpy())


@pytest.mark.parametrize(("case", "backend"), trained_rows(), ids=str)
def test_a_compiled_training_step(case: Case, backend: str) -> None:
    check_training_step(case, backend)


# PaddleOCR-VL's patches have no axes of an image; SuperPoint, what matches its points, and
# Efficient LoFTR read the first channel.
OF_FIRST_CHANNEL = {"efficientloftr", "lightglue", "superglue", "superpoint"}
PICTURED = [
    arch.labelled()
    for arch in ARCHS
    if np.ndim(pixels(arch.labelled())) in (4, 5)
    and arch.model_type not in OF_FIRST_CHANNEL | {"paddleocr_vl"}
]


@pytest.mark.parametrize("case", PICTURED, ids=str)
def test_images_of_other_channels_are_refused(case: Case) -> None:
    model = backends.load("numpy", case.head, expected(case).directory)
    values = pixels(case)
    wider = np.concatenate([values, values[..., :1, :, :]], -3)
    with pytest.raises(InputError, match="channels"):
        backends.run("numpy", model, expected(case).inputs | {"pixel_values": wider})


# transformers 5.23 leaves TrOCR's sinusoidal positions without data and ZAYA's balancing biases at
# zero, also from its own files. It reads DeepSeek-OCR 2's experts by their published names alone:
# in its own, language_model.layers, it takes model.layers for an older name.
UNREADABLE = ("trocr", "zaya", "deepseek_ocr2")
READABLE = [arch for arch in ARCHS if arch.model_type not in UNREADABLE]


@pytest.mark.parametrize("arch", READABLE, ids=str)
def test_transformers_reads_what_we_save(arch: Arch, tmp_path: Path) -> None:
    check_reading_by_transformers(arch.labelled(), tmp_path)


# transformers 5.23 reads these from files with its own names alone, not with those of version 4.
OWN_NAMES = {("altclip", "TextModel"), ("glm4v_moe", "TextModel")}
TOWERS = [
    arch.case(row)
    for arch in ARCHS
    for row in arch.rows
    if row.config_class and row.head.endswith(("TextModel", "VisionModel"))
    if (arch.model_type, row.head) not in OWN_NAMES
]


@pytest.mark.parametrize("case", TOWERS, ids=str)
def test_transformers_reads_towers_that_we_save(case: Case, tmp_path: Path) -> None:
    check_reading_by_transformers(case, tmp_path)


@pytest.mark.parametrize(
    ("arch", "backend"), [(arch, b) for arch in ARCHS for b in eager(arch)], ids=str
)
def test_copies_and_saved_files_compute_the_same(arch: Arch, backend: str, tmp_path: Path) -> None:
    case = arch.labelled()
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory)
    truth = backends.run(backend, model, reference.inputs, **case.requests)
    model.save_pretrained(tmp_path)
    copies = [backends.load(backend, case.head, tmp_path), copy.deepcopy(model)]
    if backend == "torch":
        copies.append(pickle.loads(pickle.dumps(model)))
    for other in copies:
        again = backends.run(backend, other, reference.inputs, **case.requests)
        for name, array in truth.items():
            assert difference(again[name], array) <= FLOAT32_TOLERANCE, name


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


@pytest.mark.parametrize("arch", ARCHS, ids=str)
def test_fresh_weights_give_finite_outputs(arch: Arch) -> None:
    case = arch.labelled()
    reference = expected(case)
    cls = backends.model_class("numpy", case.head)
    model = cls(cls.config_class.from_pretrained(reference.directory))
    outputs = backends.run("numpy", model, reference.inputs, **case.requests)
    for name, array in outputs.items():
        exact = reference.exact.get(name, array)
        # Logits of padding are minus infinity in some detectors by text.
        allowed = np.isneginf(exact) if exact.shape == array.shape else np.zeros((), bool)
        assert (np.isfinite(array) | (np.isneginf(array) & allowed)).all(), name


REFUSALS = [(arch, options) for arch in ARCHS for options in arch.refuses]


@pytest.mark.parametrize(("arch", "refused"), REFUSALS, ids=str)
def test_what_is_not_implemented_is_refused(
    arch: Arch, refused: Options | tuple[Options, str]
) -> None:
    options, message = refused if isinstance(refused, tuple) else (refused, "")
    config = backends.model_class("numpy", arch.prefix + arch.rows[0].head).config_class
    with pytest.raises(ConfigError, match=message or next(iter(options))):
        config(**{**arch.case(arch.rows[-1]).options, **options})


LOST = [row for arch in ARCHS for row in arch.per_row(arch.must_see)]
CHANGED = [row for arch in ARCHS for row in arch.per_row(arch.must_see_options)]
BROKEN = [
    (case, arch, *lines) for arch in ARCHS for case, lines in arch.per_row(arch.must_see_lines)
]


@pytest.mark.parametrize(("case", "name"), LOST, ids=str)
def test_a_lost_parameter_is_seen(case: Case, name: str) -> None:
    assert_seen(case, zero=name)


@pytest.mark.parametrize(("case", "options"), CHANGED, ids=str)
def test_another_option_is_seen(case: Case, options: dict[str, Any]) -> None:
    assert_seen(case, options=options)


@pytest.mark.parametrize(("case", "arch", "line", "broken"), BROKEN, ids=str)
def test_a_broken_line_is_seen(
    case: Case, arch: Arch, line: str, broken: str, tmp_path: Path
) -> None:
    assert_line_matters(case, tmp_path, module_name(arch.model_type), line, broken)
