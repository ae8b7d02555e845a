"""`auto plan`: what each device would hold, on paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auto_core import AutoConfig
from auto_core.cli.reports.planning import plan
from auto_core.errors import InputError

SIZES = dict(
    vocab_size=96,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    dtype="bfloat16",
    architectures=["LlamaForCausalLM"],
)
LAYER = 32 * (32 + 32 + 16 + 16) + 3 * 32 * 64
NORMS = 5 * 32
PARAMETERS = 2 * 96 * 32 + 2 * LAYER + NORMS


@pytest.fixture
def llama(tmp_path: Path) -> str:
    AutoConfig.for_model("llama", **SIZES).save_pretrained(tmp_path)
    return str(tmp_path)


def planned(name: str, mesh: str, kind: str = "auto", **options):
    return plan(name, mesh, kind, **(dict(dtype=None, memory=None, loading={}) | options))


def test_tensor_parallel(llama: str) -> None:
    report = planned(llama, "2")
    assert report.parameters == PARAMETERS
    assert report.total_bytes == 2 * PARAMETERS
    assert report.whole_bytes == 2 * NORMS  # everything else is split
    assert report.bytes_per_device == 2 * ((PARAMETERS - NORMS) // 2 + NORMS)


def test_both_at_once(llama: str) -> None:
    report = planned(llama, "4x2")
    assert report.devices == 8
    assert report.bytes_per_device == 2 * PARAMETERS // 8 + 2 * NORMS // 8  # norms over 4 alone


def test_heads_that_do_not_divide_are_whole_and_named(llama: str) -> None:
    report = planned(llama, "4")
    assert any("num_key_value_heads=2 does not divide by 4" in line for line in report.notes)
    assert report.whole_bytes == 2 * (NORMS + 2 * 2 * 32 * 16)


def test_a_mesh_that_loading_refuses_is_refused(llama: str) -> None:
    with pytest.raises(InputError, match="num_attention_heads=.* does not divide by 3.*would fit"):
        planned(llama, "3")


def test_what_is_read_is_of_the_files_dtype(llama: str) -> None:
    report = planned(llama, "2", "fsdp", dtype="float32")
    assert report.bytes_read * 2 == report.bytes_per_device == 4 * PARAMETERS // 2


def test_advice(llama: str) -> None:
    limit = 2 * PARAMETERS / 2**30 / 3
    report = planned(llama, "2", "fsdp", memory=limit)
    assert report.fits is False
    assert report.advice[0] == "--mesh 4 would fit."
    assert planned(llama, "4", "fsdp", memory=limit).fits is True


@pytest.mark.parametrize("mesh", ["0", "2x", "x", "2x2x2", "-1", "999999x999999"])
def test_a_mesh_that_is_none(llama: str, mesh: str) -> None:
    with pytest.raises(InputError, match="--mesh"):
        planned(llama, mesh)


def test_an_unknown_plan_or_dtype(llama: str) -> None:
    with pytest.raises(InputError, match="--plan"):
        planned(llama, "2", "zero")
    with pytest.raises(InputError, match="dtype"):
        planned(llama, "2", dtype="int8")


def test_the_command(llama: str) -> None:
    from typer.testing import CliRunner

    from auto_core.cli.app import app

    found = CliRunner().invoke(app, ["plan", llama, "--mesh", "2", "--memory", "1", "--json"])
    assert found.exit_code == 0, found.output
    assert json.loads(found.output)["mesh"] == {"model": 2}
    table = CliRunner().invoke(app, ["plan", llama, "--mesh", "2"])
    assert "on each of 2 devices" in table.output
