"""LLaMA, Mistral and Qwen2, which are one network: heads, rotations, windows, caches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from parity import backends, oracle
from parity.arch import architecture
from parity.checks import compare, expected

from auto_core import LlamaConfig

LLAMA = architecture("llama").by_id()


OLD = {
    "linear": {"rope_theta": 100.0, "rope_scaling": {"type": "linear", "factor": 3.0}},
    "dynamic": {"rope_theta": 100.0, "rope_scaling": {"rope_type": "dynamic", "factor": 4.0}},
    "longrope-long": {
        "rope_theta": 100.0,
        "original_max_position_embeddings": 8,
        "rope_scaling": {
            "type": "longrope",
            "short_factor": [1.0, 1.5, 2.0],
            "long_factor": [2.0, 4.0, 9.0],
        },
    },
}


@pytest.mark.parametrize("name", OLD)
def test_files_of_transformers_4_say_the_same(name: str, tmp_path: Path) -> None:
    case = LLAMA[f"Model-{name}"]
    reference = expected(case)
    file = json.loads((reference.directory / "config.json").read_text())
    del file["rope_parameters"]
    file["torch_dtype"] = file.pop("dtype")
    (tmp_path / "config.json").write_text(json.dumps(file | OLD[name]))
    config = LlamaConfig.from_pretrained(tmp_path)
    assert config.dtype == "float32"
    assert config.rope_theta == 100.0
    model = backends.load("numpy", case.head, reference.directory, config=config, dtype="float64")
    compare(case, "numpy", backends.run("numpy", model, reference.inputs, **case.requests))


def test_the_callers_base_replaces_the_files() -> None:
    file = {"rope_theta": 100.0, "rope_scaling": {"type": "linear", "factor": 3.0}}
    config = LlamaConfig.from_dict(file, rope_theta=7.0)
    assert config.rope_parameters == {"rope_type": "linear", "rope_theta": 7.0, "factor": 3.0}
    config = LlamaConfig.from_dict(file, rope_scaling=None)
    assert config.rope_parameters == {"rope_type": "default", "rope_theta": 100.0}
    assert LlamaConfig.from_dict(config.to_dict()) == config
    assert LlamaConfig(rope_theta=3.0).rope_parameters == {
        "rope_type": "default",
        "rope_theta": 3.0,
    }


def test_a_causal_checkpoint_gives_question_answering_its_base(tmp_path: Path) -> None:
    case = LLAMA["ForCausalLM-default"]
    oracle.save(
        oracle.reference(case.head, case.config, dict(case.options)),
        tmp_path,
    )
    model = backends.load("numpy", "LlamaForQuestionAnswering", tmp_path)
    assert sorted(model.loading_report.initialised) == ["qa_outputs.bias", "qa_outputs.weight"]
