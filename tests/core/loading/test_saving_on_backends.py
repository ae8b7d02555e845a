"""What each backend saves loads in transformers; a save is whole or not at all."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.loading.conftest import IDS, values
from numpy.testing import assert_array_equal
from parity import backends, oracle
from safetensors.numpy import load_file

from auto_core.checkpoints.formats import safetensors
from auto_core.errors import InputError, UnknownArgumentError


@pytest.fixture(scope="module")
def masked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BertForMaskedLM, whose decoder is tied to the embeddings."""
    from core.loading.conftest import OPTIONS

    model = oracle.reference("BertForMaskedLM", "BertConfig", OPTIONS, seed=2)
    return oracle.save(model, tmp_path_factory.mktemp("masked"))


def theirs(directory: Path) -> Any:
    model, info = transformers.BertForMaskedLM.from_pretrained(directory, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"]
    with torch.no_grad():
        return model(torch.tensor(IDS)).logits.numpy()


def shared(model: Any) -> None:
    layer = "bert.encoder.layer.0.attention.self"
    model._tie(f"{layer}.key.weight", f"{layer}.query.weight")


def tie_no_longer_stated(model: Any) -> None:
    model.config.tie_word_embeddings = False


@pytest.mark.parametrize("change", [shared, tie_no_longer_stated])
def test_tensors_shared_without_the_config_saying_so(
    backend: str, change: Any, masked: Path, tmp_path: Path
) -> None:
    model = backends.load(backend, "BertForMaskedLM", masked)
    change(model)
    model.save_pretrained(tmp_path)
    theirs(tmp_path)  # transformers finds every tensor
    for again in (backends.load(backend, "BertForMaskedLM", tmp_path), copy.deepcopy(model)):
        for name, array in values(model).items():
            assert_array_equal(values(again)[name], array, err_msg=name)


def test_a_tied_matrix_that_was_replaced(masked: Path, tmp_path: Path) -> None:
    auto_torch = pytest.importorskip("auto_torch")
    model = auto_torch.BertForMaskedLM.from_pretrained(masked)
    decoder = model.cls.predictions.decoder
    decoder.weight = torch.nn.Parameter(decoder.weight.detach() * 2)
    model.bert.encoder.layer[1] = model.bert.encoder.layer[0]
    model.save_pretrained(tmp_path)
    again = auto_torch.BertForMaskedLM.from_pretrained(tmp_path)
    for name, array in values(model).items():
        assert_array_equal(values(again)[name], array, err_msg=name)


@pytest.mark.parametrize("size", ["50GB", "2KB"])
def test_transformers_loads_what_was_saved(
    backend: str, masked: Path, tmp_path: Path, size: str
) -> None:
    model = backends.load(backend, "BertForMaskedLM", masked)
    model.save_pretrained(tmp_path, max_shard_size=size)
    assert (len(list(tmp_path.glob("*.safetensors"))) > 1) == (size == "2KB")
    assert_array_equal(theirs(tmp_path), theirs(masked))
    stored = [name for file in tmp_path.glob("*.safetensors") for name in load_file(file)]
    assert "cls.predictions.decoder.weight" not in stored and len(stored) == len(set(stored))
    again = backends.load(backend, "BertForMaskedLM", tmp_path)
    for name, array in values(model).items():
        assert_array_equal(values(again)[name], array, err_msg=name)


@pytest.mark.parametrize("size", ["50GB", "2KB"])
def test_a_save_that_dies_leaves_the_old_checkpoint(
    backend: str, masked: Path, tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = backends.load(backend, "BertForMaskedLM", masked)
    model.save_pretrained(tmp_path, max_shard_size=size)
    before = theirs(tmp_path)
    for slot in model.slots():
        slot.write(np.zeros(slot.shape, np.float32), "float32", None)
    write = safetensors.write

    def die(path: Path, *args: Any) -> None:
        write(path, *args)
        raise KeyboardInterrupt

    monkeypatch.setattr(safetensors, "write", die)
    with pytest.raises(KeyboardInterrupt):
        model.save_pretrained(tmp_path, max_shard_size=size)
    assert_array_equal(theirs(tmp_path), before)


def test_what_save_pretrained_refuses(backend: str, masked: Path, tmp_path: Path) -> None:
    model = backends.load(backend, "BertForMaskedLM", masked)
    model.save_pretrained(tmp_path, safe_serialization=True)
    with pytest.raises(InputError, match="only safetensors files are written"):
        model.save_pretrained(tmp_path, safe_serialization=False)
    with pytest.raises(UnknownArgumentError, match="max_shardsize"):
        model.save_pretrained(tmp_path, max_shardsize="1GB")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        model.save_pretrained(tmp_path / "file")


def test_push_to_hub(
    backend: str, masked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded: dict[str, Any] = {}

    class Api:
        def __init__(self, token: object):
            uploaded["token"] = token

        def create_repo(self, repo_id: str, **options: object) -> object:
            return type("Url", (), {"repo_id": repo_id})

        def upload_folder(self, **options: Any) -> object:
            uploaded.update(options, files={p.name for p in Path(options["folder_path"]).iterdir()})
            return "https://hub/commit"

    monkeypatch.setattr("huggingface_hub.HfApi", Api)
    model = backends.load(backend, "BertForMaskedLM", masked)
    model.save_pretrained(tmp_path, push_to_hub=True, repo_id="user/mine", token="t")
    assert uploaded["repo_id"] == "user/mine" and uploaded["token"] == "t"
    assert {"config.json", "model.safetensors"} <= uploaded["files"]
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["architectures"] == ["BertForMaskedLM"] and config["dtype"] == "float32"
