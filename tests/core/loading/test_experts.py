"""Experts, which files hold one by one or stacked: read in both forms, written in the first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from core.loading.conftest import first_everywhere
from numpy.testing import assert_array_equal
from parity import backends, oracle
from safetensors.numpy import load_file, save_file

from auto_core.checkpoints.copying import Parts
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.converting import convert
from auto_core.errors import WeightMismatchError

HEAD, EXPERTS = "Qwen3MoeForCausalLM", 3
OPTIONS = dict(
    vocab_size=23,
    hidden_size=8,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=1,
    head_dim=4,
    intermediate_size=12,
    moe_intermediate_size=6,
    num_experts=EXPERTS,
    num_experts_per_tok=2,
    max_position_embeddings=16,
)
LAYER = "model.layers.1.mlp.experts"
STACKS = (f"{LAYER}.gate_up_proj", f"{LAYER}.down_proj")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint as transformers writes it, each expert by itself."""
    model = oracle.reference(HEAD, "Qwen3MoeConfig", OPTIONS)
    return oracle.save(model, tmp_path_factory.mktemp("experts"))


def stacked(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """As transformers 5 has them in memory, and writes with `save_original_format=False`."""
    result = {name: array for name, array in tensors.items() if ".experts." not in name}
    for layer in (0, 1):
        start = f"model.layers.{layer}.mlp.experts"
        gate, up, down = (
            np.stack([tensors[f"{start}.{n}.{part}.weight"] for n in range(EXPERTS)])
            for part in ("gate_proj", "up_proj", "down_proj")
        )
        result[f"{start}.gate_up_proj"] = np.concatenate([gate, up], 1)
        result[f"{start}.down_proj"] = down
    return result


def copied(files: Path, directory: Path, tensors: dict[str, np.ndarray], **changes: object) -> Path:
    """The checkpoint with other tensors and config fields, without the hash of the config."""
    save_file(tensors, directory / "model.safetensors", {"format": "pt"})
    config = json.loads((files / "config.json").read_text())
    (directory / "config.json").write_text(json.dumps(config | changes))
    return directory


def values(backend: str, directory: Path) -> dict[str, np.ndarray]:
    """The tensors that a model has of a checkpoint."""
    slots = backends.load(backend, HEAD, directory).slots()
    read = {slot.name: slot.read() for slot in slots}
    return {n: x.numpy() if callable(getattr(x, "numpy", None)) else x for n, x in read.items()}


@pytest.mark.parametrize(
    ("backend", "form"), first_everywhere(("safetensors",), ("h5",), ("msgpack",))
)
def test_every_form_of_file(backend: str, form: str, files: Path, tmp_path: Path) -> None:
    """One by one, over shards, and stacked; what is saved has transformers' names."""
    right = stacked(load_file(files / "model.safetensors"))
    model = backends.load(backend, HEAD, files)
    shards, whole = tmp_path / "shards", tmp_path / "stacked"
    whole.mkdir()
    model.save_pretrained(shards, max_shard_size=1500)
    written = {n: x for path in shards.glob("*.safetensors") for n, x in load_file(path).items()}
    assert set(written) == set(load_file(files / "model.safetensors"))
    copied(files, whole, right)
    if form != "safetensors":
        shards = tmp_path / form
        convert(files, form, backends.load("numpy", HEAD, files).config, out=shards)
    for directory in (files, shards, whole):
        found = values(backend, directory)
        assert set(found) == set(right)
        for name, array in right.items():
            assert_array_equal(found[name], array, err_msg=name)


def test_a_missing_expert_is_named(files: Path, tmp_path: Path) -> None:
    tensors = load_file(files / "model.safetensors")
    lost = [f"{LAYER}.2.up_proj.weight", f"{LAYER}.0.down_proj.weight"]
    copied(files, tmp_path, {n: x for n, x in tensors.items() if n not in lost})
    with pytest.raises(WeightMismatchError) as caught:
        backends.load("numpy", HEAD, tmp_path)
    report: Any = caught.value.report
    assert sorted(report.missing) == sorted(lost)
    assert not report.unexpected


def test_an_expert_of_another_shape_fits_nowhere(files: Path, tmp_path: Path) -> None:
    tensors = load_file(files / "model.safetensors")
    tensors[f"{LAYER}.2.up_proj.weight"] = np.zeros((5, 8), np.float32)
    copied(files, tmp_path, tensors)
    with pytest.raises(WeightMismatchError, match=r"experts\.\*\.up_proj\.weight \(3 times\)"):
        backends.load("numpy", HEAD, tmp_path)


def test_another_number_of_experts_is_another_shape(files: Path, tmp_path: Path) -> None:
    copied(files, tmp_path, load_file(files / "model.safetensors"), num_experts=4)
    with pytest.raises(WeightMismatchError, match=r"\[3, 12, 8\] in the checkpoint, \[4, 12, 8\]"):
        backends.load("numpy", HEAD, tmp_path)
    model, info = backends.load(
        "numpy", HEAD, tmp_path, ignore_mismatched_sizes=True, output_loading_info=True
    )
    assert {*STACKS} < {name for name, *_ in info["mismatched_keys"]}
    assert np.isfinite(model(np.array([[3, 4]])).logits).all()


def test_what_decides_between_experts_stays_wide(backend: str, tmp_path: Path) -> None:
    """Rounding the correction of a choice would choose others."""
    from parity.architectures.deepseek_v3 import DEFAULT

    model = oracle.reference("DeepseekV3Model", "DeepseekV3Config", dict(DEFAULT))
    oracle.save(model, tmp_path)
    ours = backends.load(backend, "DeepseekV3Model", tmp_path, dtype="bfloat16")
    kept = {slot.name: slot.read() for slot in ours.slots()}
    name = "layers.1.mlp.gate.e_score_correction_bias"
    right = load_file(tmp_path / "model.safetensors")[name]
    kept_array = kept[name].numpy() if hasattr(kept[name], "numpy") else kept[name]
    assert_array_equal(np.asarray(kept_array), right)
    outputs = backends.run(backend, ours, {"input_ids": np.array([[3, 4, 5]])})
    assert np.isfinite(outputs["last_hidden_state"]).all()


def test_a_share_of_the_experts_reads_no_others() -> None:
    """Of a stack that lies in a file expert by expert."""
    read: list[int] = []

    def member(index: int) -> StoredTensor:
        def source() -> memoryview:
            read.append(index)
            return memoryview(np.full((2, 3), index, np.float32)).cast("B")

        return StoredTensor.dense(str(index), (2, 3), "float32", source)

    members = tuple(member(index) for index in range(8))  # a gate and a projection of four experts
    stack = StoredTensor.dense("stack", (4, 4, 3), "float32", Parts(members))
    part = stack.part((1, 0, 0), (2, 4, 3)).numpy()
    assert read == [2, 3, 4, 5]
    assert_array_equal(part[:, ::2, 0], [[2, 3], [4, 5]])
    assert_array_equal(stack.part((1, 0, 1), (2, 4, 1)).numpy()[:, 0, 0], [2, 4])  # columns
