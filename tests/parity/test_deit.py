"""DeiT, with and without its teacher's token, against transformers."""

from __future__ import annotations

import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING, classes
from parity.images import TINY_VIT, images, masked_patches
from parity.mutations import assert_seen

TINY = TINY_VIT | dict(encoder_stride=8)
OTHER = TINY | dict(hidden_act="relu", num_attention_heads=2, num_labels=5, qkv_bias=False)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)

MASK = {"bool_masked_pos": masked_patches(2, 9, masked=4)}
CASES = [
    Case(f"DeiT{head}-{name}", f"DeiT{head}", "DeiTConfig", options, inputs, requests)
    for name, head, options, inputs, requests in [
        ("default", "Model", TINY, images(2, 3, 24, 24), EVERYTHING),
        ("larger", "Model", OTHER, images(2, 3, 33, 40), ANY_SIZE),
        ("default", "ForMaskedImageModeling", TINY, images(2, 3, 24, 24, **MASK), EVERYTHING),
        (
            "classes",
            "ForImageClassification",
            OTHER,
            images(2, 3, 24, 24, labels=classes(5, 2)),
            EVERYTHING,
        ),
        ("default", "ForImageClassificationWithTeacher", TINY, images(2, 3, 24, 24), EVERYTHING),
        ("larger", "ForImageClassificationWithTeacher", OTHER, images(1, 3, 32, 32), ANY_SIZE),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name", ["embeddings.distillation_token", "encoder.layer.1.intermediate.dense.bias"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", [CASES[3], CASES[4]], ids=str)
def test_the_auto_class_builds_what_the_checkpoint_was(case: Case, backend: str) -> None:
    name = "AutoModelForImageClassification"
    model = backends.load(backend, name, expected(case).directory)
    assert model.architecture_name() == case.head
