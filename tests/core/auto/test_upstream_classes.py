"""Types whose Auto classes transformers knows, where the class is another task's too."""

from __future__ import annotations

import pytest

import auto_core

ENCODERS = ["Data2VecText", "IBert", "MobileBert", "Nystromformer", "RemBert", "RoFormer"]
PRETRAINED = {
    "Data2VecText": "MaskedLM",
    "IBert": "MaskedLM",
    "SqueezeBert": "MaskedLM",
    "FalconMamba": "CausalLM",
    "Mamba": "CausalLM",
    "Mamba2": "CausalLM",
    "Rwkv": "CausalLM",
    "xLSTM": "CausalLM",
}


@pytest.mark.parametrize(
    ("task", "prefix", "head"),
    [
        ("", "OmDetTurbo", "ForObjectDetection"),
        *(("ForTextEncoding", prefix, "Model") for prefix in [*ENCODERS, "SqueezeBert"]),
        *(("ForPreTraining", prefix, f"For{head}") for prefix, head in PRETRAINED.items()),
    ],
)
def test_a_class_of_two_tasks(task: str, prefix: str, head: str) -> None:
    expected = getattr(auto_core, f"Numpy{prefix}{head}")
    found = getattr(auto_core, f"NumpyAutoModel{task}").model_class(expected.config_class)
    assert found is expected
