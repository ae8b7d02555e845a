"""accelerate: parts on the CPU, on disk or on several devices, and generation with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import accelerate
import pytest
import torch

from auto_core import LlamaConfig
from auto_core.errors import InputError
from auto_torch import AutoModelForCausalLM, LlamaForCausalLM

IDS = torch.arange(3, 11)[None]
CPU = torch.device("cpu")


def llama(seed: int = 0) -> LlamaForCausalLM:
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=67,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=40,
        initializer_range=0.2,
    )
    return LlamaForCausalLM(config).eval()


def generated(model: Any) -> torch.Tensor:
    return model.generate(IDS, max_new_tokens=4, do_sample=False)


def test_offloaded_models_generate(tmp_path: Path) -> None:
    expected = generated(llama())
    to_cpu = accelerate.cpu_offload(llama(), execution_device=CPU)
    to_disk = accelerate.disk_offload(llama(), str(tmp_path), execution_device=CPU)
    for model in (to_cpu, to_disk):
        assert next(model.parameters()).is_meta and model.device == CPU
        assert torch.equal(generated(model), expected)


PARTS = ("model.embed_tokens", "model.layers.0", "model.layers.1", "model.norm", "lm_head")
SPLITS = [
    {"model": "cpu", "lm_head": "disk"},
    dict(zip(PARTS, ("cpu", "cpu", "disk", "disk", "cpu"), strict=True)),
    dict(zip(PARTS, ("disk", "disk", "cpu", "cpu", "cpu"), strict=True)),
]


@pytest.mark.parametrize("device_map", SPLITS)
def test_parts_on_disk(tmp_path: Path, device_map: dict[str, str]) -> None:
    for seed in (0, 1):  # the second is not to read what the first has left in the folder
        llama(seed).save_pretrained(tmp_path / "model")
        options = dict(device_map=device_map, offload_folder=tmp_path / "off")
        model = AutoModelForCausalLM.from_pretrained(tmp_path / "model", **options)
        assert model.hf_device_map == device_map
        assert torch.equal(generated(model), generated(llama(seed)))
    with pytest.raises(InputError, match="offload_folder"):
        AutoModelForCausalLM.from_pretrained(tmp_path / "model", device_map=device_map)


@pytest.mark.parametrize("device_map", ["cpu", {"": "cpu"}, CPU])
def test_one_device_is_a_map_too(tmp_path: Path, device_map: Any) -> None:
    llama().save_pretrained(tmp_path)
    model = AutoModelForCausalLM.from_pretrained(tmp_path, device_map=device_map)
    assert model.hf_device_map == {"": CPU}
