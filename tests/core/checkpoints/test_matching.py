"""Names: which stored tensor goes where, and what the report says of one that has no match."""

from __future__ import annotations

import numpy as np
import pytest

from auto_core.checkpoints.matching import match
from auto_core.checkpoints.report import LoadingReport, LoadingWarning
from auto_core.checkpoints.saving import as_stored
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights
from auto_core.errors import WeightMismatchError

Shapes = dict[str, tuple[int, ...]]

BASE: Shapes = {
    "embeddings.weight": (9, 4),
    "layer.0.dense.weight": (4, 4),
    "layer.0.dense.bias": (4,),
    "layer.1.dense.weight": (4, 4),
    "layer.1.dense.bias": (4,),
    "norm.weight": (4,),
    "norm.bias": (4,),
}
PREFIXED: Shapes = {f"bert.{name}": shape for name, shape in BASE.items()}
CLASSIFIER: Shapes = {**PREFIXED, "classifier.weight": (2, 4), "classifier.bias": (2,)}
MASKED: Shapes = {**PREFIXED, "cls.predictions.bias": (9,), "cls.predictions.dense.weight": (4, 4)}


def stored(shapes: Shapes) -> dict[str, StoredTensor]:
    return {
        name: as_stored(name, np.full(shape, number, np.float32))
        for number, (name, shape) in enumerate(shapes.items())
    }


def run(expected: Shapes, shapes: Shapes, **rules: object) -> tuple[dict[str, str], LoadingReport]:
    """The plan as names of the checkpoint, and the report."""
    plan, report = match(expected, stored(shapes), base_prefix="bert", **rules)
    return {name: tensor.name for name, tensor in plan.items()}, report


def without(shapes: Shapes, *names: str) -> Shapes:
    return {name: shape for name, shape in shapes.items() if name not in names}


@pytest.mark.parametrize("model", [BASE, PREFIXED])
@pytest.mark.parametrize("checkpoint", [BASE, PREFIXED])
def test_the_base_prefix_in_both_directions(model: Shapes, checkpoint: Shapes) -> None:
    plan, report = run(model, checkpoint)
    assert plan == dict(zip(model, checkpoint, strict=True))
    assert report.exact and report.loaded == len(BASE)
    report.check()


@pytest.mark.parametrize("checkpoint", [BASE, PREFIXED, MASKED])
def test_a_head_that_the_checkpoint_lacks_is_initialised_and_named(checkpoint: Shapes) -> None:
    plan, report = run(CLASSIFIER, checkpoint)
    assert plan.keys() == PREFIXED.keys()
    assert report.initialised == ["classifier.weight", "classifier.bias"]
    assert report.unused == [name for name in checkpoint if name.startswith("cls.")]
    report.check()
    assert "classifier.weight" in str(report)
    assert report.loading_info()["missing_keys"] == {"classifier.weight", "classifier.bias"}


def test_a_task_checkpoint_in_the_base_model() -> None:
    plan, report = run(BASE, CLASSIFIER)
    assert plan == {name: f"bert.{name}" for name in BASE}
    assert report.unused == ["classifier.weight", "classifier.bias"]
    report.check()
    assert report.loading_info()["unexpected_keys"] == set(report.unused)


@pytest.mark.parametrize(
    ("checkpoint", "missing", "unexpected"),
    [
        (without(BASE, "norm.bias"), ["norm.bias"], []),
        ({**BASE, "extra": (1,)}, [], ["extra"]),
        ({**PREFIXED, "bert.extra.weight": (1,)}, [], ["bert.extra.weight"]),
        (without(PREFIXED, "bert.norm.bias"), ["norm.bias"], []),
    ],
)
def test_the_base_must_be_whole(
    checkpoint: Shapes, missing: list[str], unexpected: list[str]
) -> None:
    _, report = run(BASE, checkpoint)
    assert (report.missing, report.unexpected) == (missing, unexpected)
    with pytest.raises(WeightMismatchError) as caught:
        report.check()
    assert caught.value.report is report
    for name in (*missing, *unexpected):
        assert name in str(caught.value)


@pytest.mark.parametrize("gone", ["classifier.weight", "classifier.bias"])
def test_half_a_head_is_no_head(gone: str) -> None:
    _, report = run(CLASSIFIER, without(CLASSIFIER, gone))
    assert report.missing == [gone]
    assert not report.initialised


def test_a_head_with_a_part_too_many() -> None:
    _, report = run(CLASSIFIER, {**CLASSIFIER, "classifier.extra": (1,)})
    assert report.unexpected == ["classifier.extra"]


def test_a_head_is_not_initialised_when_the_base_is_absent_too() -> None:
    _, report = run(CLASSIFIER, {"something.else": (1,)})
    assert report.missing == list(CLASSIFIER)


@pytest.mark.parametrize(
    ("model", "checkpoint"),
    [
        (BASE | {"classifier.a.weight": (1,)}, CLASSIFIER | {"bert.classifier.a.weight": (1,)}),
        (PREFIXED | {"classifier.a.weight": (1,)}, CLASSIFIER),
    ],
    ids=["a module of the base with the head's name", "another head of the same name"],
)
def test_a_head_that_the_model_has_not_is_unused(model: Shapes, checkpoint: Shapes) -> None:
    _, report = run(model, checkpoint)
    report.check()
    assert report.unused == ["classifier.weight", "classifier.bias"]


def test_everything_wrong_is_reported_together() -> None:
    checkpoint = {**without(BASE, "norm.bias"), "norm.biass": (4,), "layer.0.dense.bias": (5,)}
    plan, report = run(BASE, checkpoint)
    assert "layer.0.dense.bias" not in plan
    with pytest.raises(WeightMismatchError) as caught:
        report.check()
    text = str(caught.value)
    assert "norm.bias  <- is it 'norm.biass' in the checkpoint?" in text
    assert "layer.0.dense.bias: [5] in the checkpoint, [4] in the model" in text
    assert "Missing from the checkpoint (1)" in text


def test_a_mismatch_may_be_ignored_but_nothing_else() -> None:
    _, report = run(BASE, {**BASE, "norm.bias": (7,)})
    report.check(ignore_mismatched_sizes=True)
    with pytest.raises(WeightMismatchError):
        report.check()
    _, report = run(BASE, {**without(BASE, "norm.weight"), "norm.bias": (7,)})
    with pytest.raises(WeightMismatchError, match=r"norm.weight"):
        report.check(ignore_mismatched_sizes=True)


def test_not_strict_warns() -> None:
    _, report = run(BASE, without(BASE, "norm.bias"))
    with pytest.warns(LoadingWarning, match=r"norm.bias"):
        report.check(strict=False)


@pytest.mark.parametrize("prefix", ["module.", "model.", "_orig_mod.", "model._orig_mod.", "net."])
@pytest.mark.parametrize("model", [BASE, CLASSIFIER])
def test_a_foreign_prefix_is_named_as_the_cause(prefix: str, model: Shapes) -> None:
    _, report = run(model, {prefix + name: shape for name, shape in model.items()})
    assert report.foreign_prefix == prefix
    with pytest.raises(WeightMismatchError, match=f"names begin with '{prefix}'"):
        report.check()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("norm.gamma", "norm.weight"),
        ("norm.beta", "norm.bias"),
        ("conv.weight_g", "conv.parametrizations.weight.original0"),
        ("conv.weight_v", "conv.parametrizations.weight.original1"),
        ("conv.parametrizations.weight.original0", "conv.weight_g"),
        ("conv.parametrizations.weight.original1", "conv.weight_v"),
    ],
)
@pytest.mark.parametrize("stored_prefix", ["", "bert."])
@pytest.mark.parametrize("model_prefix", ["", "bert."])
def test_old_names(old: str, new: str, stored_prefix: str, model_prefix: str) -> None:
    plan, report = run({model_prefix + new: (2,)}, {stored_prefix + old: (2,)})
    assert plan == {model_prefix + new: stored_prefix + old}
    assert report.exact


def test_a_model_that_means_gamma_keeps_it() -> None:
    plan, _ = run({"x.gamma": (2,), "x.weight": (2,)}, {"x.gamma": (2,), "x.weight": (2,)})
    assert plan == {"x.gamma": "x.gamma", "x.weight": "x.weight"}


def test_an_exact_name_wins_over_a_renamed_one_in_any_order() -> None:
    for shapes in ({"x.gamma": (2,), "x.weight": (2,)}, {"x.weight": (2,), "x.gamma": (2,)}):
        plan, report = run({"x.weight": (2,)}, shapes)
        assert plan == {"x.weight": "x.weight"}
        assert report.unexpected == ["x.gamma"]


def test_an_exact_name_wins_over_one_that_the_architecture_renames() -> None:
    stored = {"old.weight": (2,), "weight": (2,), "old.bias": (2,)}
    plan, report = run({"weight": (2,), "bias": (2,)}, stored, renames=((r"^old\.", ""),))
    assert plan == {"weight": "weight", "bias": "old.bias"}
    assert report.unexpected == ["old.weight"]


def test_renames_of_the_architecture() -> None:
    renames = [(r"^encoder\.blocks\.", "layer."), (r"\.fc\.", ".dense.")]
    names = {
        name: name.replace("layer.", "encoder.blocks.").replace("dense", "fc") for name in BASE
    }
    plan, report = run(BASE, {names[name]: BASE[name] for name in BASE}, renames=renames)
    assert plan == names
    assert report.exact


@pytest.mark.parametrize("gone", ["cls.predictions.decoder.weight", "bert.embeddings.weight"])
def test_one_of_two_tied_tensors_is_enough(gone: str) -> None:
    model = {**PREFIXED, "cls.predictions.decoder.weight": (9, 4)}
    tied = {"cls.predictions.decoder.weight": "bert.embeddings.weight"}
    plan, report = run(model, without(model, gone), tied=tied)
    assert report.exact and not report.initialised
    assert plan["bert.embeddings.weight"] == plan["cls.predictions.decoder.weight"] != gone


def test_tied_tensors_of_another_shape_are_said_once() -> None:
    model = {**PREFIXED, "cls.predictions.decoder.weight": (9, 4)}
    smaller = {**PREFIXED, "bert.embeddings.weight": (7, 4)}
    tied = {"cls.predictions.decoder.weight": "bert.embeddings.weight"}
    plan, report = run(model, smaller, tied=tied)
    assert report.mismatched == [("bert.embeddings.weight", (7, 4), (9, 4))]
    assert not report.missing and plan.keys() == without(PREFIXED, "bert.embeddings.weight").keys()
    report.check(ignore_mismatched_sizes=True)


def test_declared_names() -> None:
    model = {**BASE, "layer.0.position_table": (3,), "bn.num_batches_tracked": ()}
    checkpoint = {
        **BASE,
        "embeddings.position_ids": (1, 9),
        "rotary_emb.inv_freq": (2,),
        "old": (1,),
    }
    _, report = run(model, checkpoint, optional=["position_table$"], ignore_unexpected=["^old$"])
    assert report.exact
    assert report.defaulted == ["layer.0.position_table", "bn.num_batches_tracked"]
    assert report.ignored == ["embeddings.position_ids", "rotary_emb.inv_freq", "old"]


def test_heads_of_a_model_without_a_base_prefix() -> None:
    model = {**BASE, "lm_head.weight": (9, 4)}
    _, report = run(model, BASE, heads=[r"^lm_head\."])
    assert report.initialised == report.heads == ["lm_head.weight"]
    _, report = run(model, BASE, parts=[r"^lm_head\."])
    assert report.initialised == ["lm_head.weight"] and not report.heads
    _, report = run(model, BASE)
    assert report.missing == ["lm_head.weight"]


@pytest.mark.parametrize(("layout", "fits"), [("tf", True), ("flax", True), ("pt", False)])
def test_dimensions_of_one_where_the_framework_adds_them(layout: str, fits: bool) -> None:
    tensors = {"bias": as_stored("bias", np.arange(6.0).reshape(1, 6)[:, ::1])}
    weights = Weights(tensors, files=[], format="h5", metadata={"format": layout})
    plan, report = match({"bias": (6,)}, weights)
    assert report.exact is fits
    if fits:
        np.testing.assert_array_equal(plan["bias"].numpy(), np.arange(6.0))
    _, report = match({"bias": (2, 3)}, weights)
    assert report.mismatched == [("bias", (1, 6), (2, 3))]


def test_the_report_groups_counts_and_names_its_source() -> None:
    model = {f"layer.{n}.dense.weight": (1,) for n in range(12)}
    weights = Weights(stored({"norm.weight": (4,)}), files=[], format="bin")
    _, report = match(model, weights)
    assert "layer.*.dense.weight (12 times)" in str(report)
    assert (report.format, report.checkpoint_dtype) == ("bin", "float32")


def test_a_huge_mismatch_stays_readable() -> None:
    model = {f"a{n}.weight": (1,) for n in range(3000)}
    _, report = run(model, {f"b{n}.weight": (1,) for n in range(3000)})
    assert len(str(report).splitlines()) < 60
