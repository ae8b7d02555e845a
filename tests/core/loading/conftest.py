"""One tiny BERT of transformers, and its checkpoint as every format has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flax.serialization
import h5py
import numpy as np
import pytest
import torch
from core.checkpoints.hub_server import Hub, serving
from huggingface_hub import constants
from parity import backends, oracle
from safetensors.numpy import load_file, save_file

OPTIONS = dict(
    vocab_size=23,
    hidden_size=8,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=12,
    max_position_embeddings=16,
)
IDS = np.array([[2, 7, 1, 22, 3, 9], [5, 4, 11, 0, 0, 1]])
Tensors = dict[str, np.ndarray]


@pytest.fixture(params=backends.BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


def first_everywhere(*cases: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Parameters (backend, *case): the first case on every backend, the others on the first.

    For what the core decides alone: that it reaches an adapter's users needs to be seen once.
    """
    everywhere = [(backend, *cases[0]) for backend in backends.BACKENDS]
    return [*everywhere, *((backends.BACKENDS[0], *case) for case in cases[1:])]


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BertModel as transformers writes it."""
    model = oracle.reference("BertModel", "BertConfig", OPTIONS)
    return oracle.save(model, tmp_path_factory.mktemp("bert"))


@pytest.fixture(scope="session")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BertForSequenceClassification (names begin with "bert.") as transformers writes it."""
    model = oracle.reference(
        "BertForSequenceClassification", "BertConfig", OPTIONS | {"num_labels": 3}, seed=1
    )
    return oracle.save(model, tmp_path_factory.mktemp("classifier"))


@pytest.fixture(scope="session")
def tensors(base: Path) -> Tensors:
    return load_file(base / "model.safetensors")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """A running Hub that the client in this process talks to, with its own cache."""
    with serving() as server:
        template = server.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield server


def values(model: Any) -> Tensors:
    """Every tensor of one of our models, in the checkpoint's layout."""
    found = {}
    for slot in model.slots():
        array = slot.read()
        found[slot.name] = np.array(array.numpy() if hasattr(array, "dense_bytes") else array)
    return found


def copy_config(source: Path, target: Path) -> Path:
    target.mkdir(parents=True, exist_ok=True)
    (target / "config.json").write_bytes((source / "config.json").read_bytes())
    return target


# --- the formats: each writes a dict of tensors into a directory ---------------------------------


def as_safetensors(tensors: Tensors, folder: Path) -> None:
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def as_safetensors_shards(tensors: Tensors, folder: Path) -> None:
    _shards(tensors, folder, "model", "safetensors", lambda t, p: save_file(t, p, {"format": "pt"}))


def as_bin(tensors: Tensors, folder: Path) -> None:
    _torch_save(tensors, folder / "pytorch_model.bin")


def as_bin_shards(tensors: Tensors, folder: Path) -> None:
    _shards(tensors, folder, "pytorch_model", "bin", _torch_save)


def as_old_bin(tensors: Tensors, folder: Path) -> None:
    """Names from TensorFlow 1: layer norms have gamma and beta."""
    old = {}
    for name, array in tensors.items():
        if "LayerNorm" in name:
            name = name.replace(".weight", ".gamma").replace(".bias", ".beta")
        old[name] = array
    as_bin(old, folder)


def as_h5(tensors: Tensors, folder: Path) -> None:
    """As transformers 4's TFBertModel.save_pretrained did."""
    with h5py.File(folder / "tf_model.h5", "w") as file:
        layer = file.create_group("bert")
        names = []
        for name, array in tensors.items():
            path = name.replace(".", "/").replace("layer/", "layer_._")
            leaf = path.rpartition("/")[2]
            if "LayerNorm" in name:
                new = {"weight": "gamma", "bias": "beta"}[leaf]
            elif "embeddings" in name:
                new = "weight" if "word" in name else "embeddings"
            else:
                new, array = ("kernel", array.T) if leaf == "weight" else (leaf, array)
            path = f"tf_bert_model/bert/{path.removesuffix(leaf)}{new}:0"
            names.append(path)
            layer.create_dataset(path, data=array)
        layer.attrs["weight_names"] = [name.encode() for name in names]
        file.attrs["layer_names"] = [b"bert"]


def as_msgpack(tensors: Tensors, folder: Path) -> None:
    """As transformers 4's FlaxBertModel.save_pretrained did."""
    tree: dict[str, Any] = {}
    for name, array in tensors.items():
        *levels, leaf = name.split(".")
        if "LayerNorm" in name:
            leaf = {"weight": "scale", "bias": "bias"}[leaf]
        elif "embeddings" in name:
            leaf = "embedding"
        elif leaf == "weight":
            leaf, array = "kernel", array.T
        node = tree
        for level in levels:
            node = node.setdefault(level, {})
        node[leaf] = np.ascontiguousarray(array)
    (folder / "flax_model.msgpack").write_bytes(flax.serialization.to_bytes(tree))


FORMATS: dict[str, tuple[Callable[[Tensors, Path], None], dict[str, bool]]] = {
    "safetensors": (as_safetensors, {"use_safetensors": True}),
    "safetensors shards": (as_safetensors_shards, {}),
    "bin": (as_bin, {"use_safetensors": False}),
    "bin shards": (as_bin_shards, {"from_pt": True}),
    "gamma and beta": (as_old_bin, {}),
    "h5": (as_h5, {"from_tf": True}),
    "msgpack": (as_msgpack, {"from_flax": True}),
}


def _torch_save(tensors: Tensors, path: Path) -> None:
    torch.save({name: torch.from_numpy(array) for name, array in tensors.items()}, path)


def _shards(
    tensors: Tensors, folder: Path, stem: str, suffix: str, write: Callable[[Tensors, Path], Any]
) -> None:
    names = sorted(tensors)
    shards = {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        file = f"{stem}-0000{number}-of-00002.{suffix}"
        write({name: tensors[name] for name in part}, folder / file)
        shards |= dict.fromkeys(part, file)
    index = {"metadata": {"total_size": 0}, "weight_map": shards}
    (folder / f"{stem}.{suffix}.index.json").write_text(json.dumps(index))
