"""What DeepSeek-V4 alone has: experts by the token's id, files of its authors, padding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from parity.texts import token_ids
from safetensors.torch import load_file, save_file

import auto_core
from auto_core.errors import InputError

CASES = architecture("deepseek_v4").by_id()
FIRST, OTHER = CASES["ForCausalLM-default-whole"], CASES["ForCausalLM-other-whole"]
IDS = token_ids(np.random.default_rng(1), 67, 2, 13)
STEPWISE = [b for b in BACKENDS if b in ("numpy", "torch")]


@pytest.fixture(scope="module")
def hashed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """A model of transformers whose tables name experts, and its files."""
    model = oracle.reference(FIRST.head, FIRST.config, dict(FIRST.options))
    table = model.model.layers[0].mlp.gate.tid2eid
    table.copy_(torch.rand(67, 6).argsort(1)[:, :2])
    return model, oracle.save(model, tmp_path_factory.mktemp("hashed"))


@pytest.mark.parametrize("backend", BACKENDS)
def test_experts_by_the_tokens_id(hashed: tuple[Any, Path], backend: str) -> None:
    model, directory = hashed
    truth = oracle.outputs(model, {"input_ids": IDS}, double=False)["logits"]
    ours = backends.load(backend, FIRST.head, directory)
    found = backends.run(backend, ours, {"input_ids": IDS})["logits"]
    assert difference(found, truth) < 5 * FLOAT32_TOLERANCE


def test_ids_of_tokens_are_needed_for_that(hashed: tuple[Any, Path]) -> None:
    model = backends.load("numpy", FIRST.head, hashed[1])
    with pytest.raises(InputError, match="input_ids"):
        model(inputs_embeds=np.zeros((1, 3, 24), np.float32))


def test_files_of_its_authors(hashed: tuple[Any, Path], tmp_path: Path) -> None:
    """Without "model.", with the names of their own code, and layers that predict further."""
    renamed = {
        name.removeprefix("model.")
        .replace("embed_tokens.", "embed.")
        .replace("hc_head.hc_", "hc_head_")
        .replace(".attn.norm.", ".attn.kv_norm."): tensor
        for name, tensor in load_file(hashed[1] / "model.safetensors").items()
    }
    renamed["mtp.0.e_proj.weight"] = torch.zeros(2, 2)
    save_file(renamed, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_bytes((hashed[1] / "config.json").read_bytes())
    truth = backends.load("numpy", FIRST.head, hashed[1])(IDS).logits
    found = backends.load("numpy", FIRST.head, tmp_path)(IDS).logits
    np.testing.assert_array_equal(found, truth)


def test_configs_of_its_authors() -> None:
    older = dict(
        num_hidden_layers=4,
        head_dim=32,
        qk_rope_head_dim=8,
        compress_ratios=[0, 4, 128, 4, 0],
        num_hash_layers=1,
        rope_theta=10000,
        compress_rope_theta=160000,
        rope_scaling=dict(type="yarn", factor=16, original_max_position_embeddings=65536),
    )
    config = auto_core.DeepseekV4Config(**older)
    assert config.rotary_size == 8 and config.mlp_layer_types == ["hash_moe", *["moe"] * 3]
    assert [kind[:5] for kind in config.layer_types or []] == ["slidi", "compr", "heavi", "compr"]
    rope = config.rope_parameters or {}
    assert rope["main"]["rope_type"] == "default" and rope["compress"]["attention_factor"] == 1.0
    assert rope["compress"]["rope_theta"] == 160000
    again = auto_core.DeepseekV4Config.from_dict(config.to_dict())
    assert again.to_dict() == config.to_dict()
    changed = auto_core.DeepseekV4Config.from_dict(config.to_dict(), rope_theta=5.0)
    assert changed.rotation()["rope_theta"] == 5.0


@pytest.mark.parametrize("beams", [1, 3])
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", [FIRST, OTHER], ids=str)
def test_generated_ids_are_those_of_transformers(case: Any, backend: str, beams: int) -> None:
    if backend not in STEPWISE and (beams > 1 or case is OTHER):
        pytest.skip("the loop is the same")
    directory = expected(case).directory
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    options = dict(max_new_tokens=9, do_sample=False, num_beams=beams, eos_token_id=2)
    truth = theirs.float().generate(torch.from_numpy(IDS[:, :6]), pad_token_id=1, **options)
    ours = backends.load(backend, case.head, directory)
    found = ours.generate(IDS[:, :6], pad_token_id=1, **options)
    assert np.array_equal(np.asarray(getattr(found, "sequences", found)), truth.numpy())


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("case", [FIRST, OTHER], ids=str)
def test_padding_on_the_left_changes_nothing(case: Any, backend: str) -> None:
    """Windows are counted from the first token; transformers counts padding among their tokens."""
    model = backends.load(backend, case.head, expected(case).directory)
    ids = np.concatenate([np.full((2, 5), 1), IDS], 1)
    mask = np.ones_like(ids)
    mask[0, :5] = 0
    given = {"input_ids": ids, "attention_mask": mask}
    alone = backends.run(backend, model, {"input_ids": IDS[:1]})["logits"][0]
    for more in ({}, {"position_ids": np.maximum(np.cumsum(mask, 1) - 1, 0)}):
        found = backends.run(backend, model, given | more)["logits"][0, 5:]
        assert difference(found, alone) < FLOAT32_TOLERANCE
    options = dict(max_new_tokens=8, do_sample=False, eos_token_id=None, pad_token_id=1)
    both = np.asarray(model.generate(ids, attention_mask=mask, **options))
    one = np.asarray(model.generate(IDS[:1], **options))
    assert np.array_equal(both[0, 5:], one[0])
