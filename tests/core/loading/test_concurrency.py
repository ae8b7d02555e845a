"""Many loads at once, in threads and in processes: every model right, no default changed."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from core.checkpoints.hub_server import Repo, serving, slow
from core.loading.conftest import OPTIONS, values
from parity import backends, oracle
from safetensors.numpy import load_file

GPT2 = dict(vocab_size=19, n_embd=8, n_layer=1, n_head=2, n_positions=12)


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Path]]:
    """Four different models: class and directory."""
    wide = OPTIONS | {"hidden_size": 12, "num_hidden_layers": 1}
    models = [
        ("BertModel", oracle.reference("BertModel", "BertConfig", OPTIONS, seed=3)),
        ("BertModel", oracle.reference("BertModel", "BertConfig", wide, seed=4)),
        ("GPT2Model", oracle.reference("GPT2Model", "GPT2Config", GPT2, seed=5)),
        ("GPT2Model", oracle.reference("GPT2Model", "GPT2Config", GPT2, seed=6)),
    ]
    folder = tmp_path_factory.mktemp("mixed")
    return [(name, oracle.save(model, folder / str(i))) for i, (name, model) in enumerate(models)]


def defaults(backend: str) -> Any:
    if backend == "torch":
        import torch

        return torch.get_default_dtype(), torch.get_default_device(), torch.is_grad_enabled()
    if backend == "tf":
        import keras

        return keras.config.floatx(), keras.config.dtype_policy().name
    if backend == "flax":
        import jax

        return jax.config.jax_enable_x64, jax.config.jax_default_device
    return np.geterr()


@pytest.mark.parametrize(
    ("backend", "loads"), [("torch", 240), ("numpy", 240), ("tf", 32), ("flax", 32)]
)
def test_eight_threads(backend: str, loads: int, checkpoints: list[tuple[str, Path]]) -> None:
    before = defaults(backend)
    stored = [load_file(path / "model.safetensors") for _, path in checkpoints]
    names = {name: backends.model_class(backend, name) for name, _ in checkpoints}

    def load(number: int) -> str | None:
        which = number % len(checkpoints)
        dtype = ("float16", "float32")[number // 4 % 2]
        name, path = checkpoints[which]
        model = names[name].from_pretrained(path, dtype=dtype)
        for key, array in values(model).items():
            if array.dtype != dtype or not np.array_equal(array, stored[which][key].astype(dtype)):
                return f"load {number}: {key} of {path} as {dtype}"
        return None

    with ThreadPoolExecutor(8) as pool:
        assert [wrong for wrong in pool.map(load, range(loads)) if wrong] == []
    assert defaults(backend) == before


SCRIPT = """
import os, sys
import numpy as np
import huggingface_hub.hf_api
from auto_core import NumpyBertModel
from auto_core.checkpoints import hub_errors

children = []
for _ in range(8):
    if pid := os.fork():
        children.append(pid)
        continue
    model = NumpyBertModel.from_pretrained("user/model")
    total = sum(float(np.abs(slot.read()).sum()) for slot in model.slots())
    os.write(1, f"{total} ".encode())
    os._exit(0)
sys.exit(any(os.waitpid(pid, 0)[1] for pid in children))
"""


def test_eight_processes_load_one_uncached_repository(base: Path, tmp_path: Path) -> None:
    with serving() as server:
        repo = server.repos["user/model"] = Repo()
        repo.commit({file.name: file.read_bytes() for file in base.iterdir()})
        server.fail_next("GET /blobs", slow(0.5))
        env = {**os.environ, "HF_ENDPOINT": server.url, "HF_HUB_CACHE": str(tmp_path)}
        env |= {"HF_HUB_OFFLINE": "0", "HF_TOKEN": "", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        stored = load_file(base / "model.safetensors").values()
        expected = sum(float(np.abs(array).sum()) for array in stored)
        np.testing.assert_allclose([float(t) for t in done.stdout.split()], [expected] * 8)
        assert server.asked("GET /blobs/") == 1
