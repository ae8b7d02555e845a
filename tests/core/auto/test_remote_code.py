"""A repository's own code: off by default, pinned, apart from other repositories."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from core.checkpoints.hub_server import Hub, Repo, serving
from huggingface_hub import constants

from auto_core import AutoConfig, NumpyAutoModel
from auto_core.errors import RemoteCodeError, UnknownModelTypeError

CONFIGURATION = """
from auto_core import PreTrainedConfig
from .defaults import WIDTH

class OwnConfig(PreTrainedConfig):
    model_type = "own-type"
    width: int = WIDTH
"""
MODELING = """
import numpy as np
from auto_core import NumpyPreTrainedModel, nn
from .configuration_own import OwnConfig
from .parts.layers import scale

class OwnModel(NumpyPreTrainedModel):
    config_class = OwnConfig

    def __init__(self, config):
        super().__init__(config)
        self.linear = nn.Linear(config.width, 2)

    def forward(self, x):
        return {"y": scale(self.linear(x))}
"""
FILES = {
    "configuration_own.py": CONFIGURATION,
    "modeling_own.py": MODELING,
    "defaults.py": "WIDTH = 3\n",
    "parts/layers.py": "from ..defaults import WIDTH\n\ndef scale(x):\n    return x * WIDTH\n",
    "config.json": json.dumps(
        {
            "model_type": "own-type",
            "auto_map": {
                "AutoConfig": "configuration_own.OwnConfig",
                "NumpyAutoModel": "modeling_own.OwnModel",
            },
        }
    ),
}


def weights(directory: Path) -> None:
    from auto_core.checkpoints.saving import save_weights

    rng = np.random.default_rng(0)
    tensors = {
        "linear.weight": rng.standard_normal((2, 3)).astype(np.float32),
        "linear.bias": np.zeros(2, np.float32),
    }
    save_weights(directory, tensors)


@pytest.fixture
def local(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    weights(tmp_path)
    return tmp_path


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    with serving() as server:
        template = server.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        yield server


@pytest.fixture
def commit(hub: Hub, local: Path) -> str:
    repo = hub.repos["user/own"] = Repo()
    files = {name: text.encode() for name, text in FILES.items()}
    files["model.safetensors"] = (local / "model.safetensors").read_bytes()
    return repo.commit(files)


def test_off_by_default(local: Path) -> None:
    with pytest.raises(UnknownModelTypeError, match="trust_remote_code=True"):
        NumpyAutoModel.from_pretrained(local)
    assert not any(name.startswith("auto_remote_") for name in sys.modules)


def test_a_known_model_type_needs_no_code(local: Path, tmp_path: Path) -> None:
    """A repository with code for a type that is built in is read by the built-in class."""
    config = {"model_type": "bert", "auto_map": {"AutoConfig": "configuration_own.OwnConfig"}}
    (local / "config.json").write_text(json.dumps(config))
    assert type(AutoConfig.from_pretrained(local)).__name__ == "BertConfig"


def test_local_code_with_relative_imports(local: Path) -> None:
    model = NumpyAutoModel.from_pretrained(local, trust_remote_code=True)
    assert type(model).__name__ == "NumpyOwnModel" and model.config.width == 3
    x = np.ones((1, 3), np.float32)
    assert np.allclose(model(x)["y"], 3 * model.linear(x))
    assert not list(local.rglob("__pycache__"))


def test_each_repository_has_a_namespace_of_its_own(local: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(local, other, ignore=shutil.ignore_patterns("other"))
    (other / "defaults.py").write_text("WIDTH = 5\n")
    first = AutoConfig.from_pretrained(local, trust_remote_code=True)
    second = AutoConfig.from_pretrained(other, trust_remote_code=True)
    assert (first.width, second.width) == (3, 5) and type(first) is not type(second)


def test_edited_local_code_is_read_anew(local: Path) -> None:
    assert AutoConfig.from_pretrained(local, trust_remote_code=True).width == 3
    (local / "defaults.py").write_text("WIDTH = 4\n")
    assert AutoConfig.from_pretrained(local, trust_remote_code=True).width == 4


def test_threads_load_one_repository(local: Path) -> None:
    classes: list[type] = []

    def work() -> None:
        classes.append(type(NumpyAutoModel.from_pretrained(local, trust_remote_code=True)))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(classes) == 8 and len(set(classes)) == 1


@pytest.mark.parametrize("revision", [None, "main"])
def test_a_branch_is_refused_and_the_commit_named(commit: str, revision: str | None) -> None:
    with pytest.raises(RemoteCodeError, match=f"{commit}.*code_revision"):
        AutoConfig.from_pretrained("user/own", revision=revision, trust_remote_code=True)


@pytest.mark.parametrize("keyword", ["revision", "code_revision"])
def test_a_commit_is_accepted(commit: str, keyword: str) -> None:
    pin = {keyword: commit}
    model = NumpyAutoModel.from_pretrained("user/own", trust_remote_code=True, **pin)
    assert type(model).__name__ == "NumpyOwnModel"


def test_code_comes_from_the_pinned_commit(hub: Hub, commit: str) -> None:
    """The branch has moved on; the code that was read and pinned is the code that runs."""
    files = {name: text.encode() for name, text in FILES.items()}
    files["defaults.py"] = b"WIDTH = 99\n"
    hub.repos["user/own"].commit(files)
    config = AutoConfig.from_pretrained("user/own", trust_remote_code=True, code_revision=commit)
    assert config.width == 3


def test_code_of_another_repository_needs_its_own_pin(hub: Hub, commit: str, local: Path) -> None:
    config = {
        "model_type": "own-type",
        "auto_map": {"AutoConfig": "user/own--configuration_own.OwnConfig"},
    }
    (local / "config.json").write_text(json.dumps(config))
    with pytest.raises(RemoteCodeError, match="not pinned"):
        AutoConfig.from_pretrained(local, trust_remote_code=True)
    found = AutoConfig.from_pretrained(local, trust_remote_code=True, code_revision=commit)
    assert found.width == 3


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("../outside.OwnConfig", "expected 'module.Class'"),
        ("/etc/passwd.OwnConfig", "expected 'module.Class'"),
        ("configuration_own", "expected 'module.Class'"),
        ("configuration_own.Missing", "defines no Missing"),
        ("absent.OwnConfig", "no file absent.py"),
    ],
)
def test_bad_references(local: Path, reference: str, message: str) -> None:
    config = {"model_type": "own-type", "auto_map": {"AutoConfig": reference}}
    (local / "config.json").write_text(json.dumps(config))
    with pytest.raises(RemoteCodeError, match=message):
        AutoConfig.from_pretrained(local, trust_remote_code=True)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import transformerz\n", "pip install transformerz"),
        ("def broken(:\n", "not valid Python"),
        ("raise ValueError('no')\n", "failed: ValueError: no"),
        ("from ...above import x\n", "above its repository"),
    ],
)
def test_failing_code_is_explained(local: Path, code: str, message: str) -> None:
    (local / "defaults.py").write_text(code)
    with pytest.raises(RemoteCodeError, match=message):
        AutoConfig.from_pretrained(local, trust_remote_code=True)


def test_missing_transformers_is_explained(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    (local / "defaults.py").write_text("from transformers import BertModel\nWIDTH = 3\n")
    with pytest.raises(RemoteCodeError, match="written for transformers.*pip install transformers"):
        AutoConfig.from_pretrained(local, trust_remote_code=True)


TOKENIZATION = """
from auto_core.tokenizers import PreTrainedTokenizer

class OwnTokenizer(PreTrainedTokenizer):
    @classmethod
    def from_pretrained(cls, name, **kwargs):
        return "own tokenizer"
"""


def test_a_tokenizer_of_the_repositorys_own(local: Path) -> None:
    from auto_core import AutoTokenizer

    (local / "tokenization_own.py").write_text(TOKENIZATION)
    auto_map = {"AutoTokenizer": [None, "tokenization_own.OwnTokenizer"]}
    (local / "tokenizer_config.json").write_text(json.dumps({"auto_map": auto_map}))
    with pytest.raises(RemoteCodeError, match="trust_remote_code=True"):
        AutoTokenizer.from_pretrained(local)
    assert AutoTokenizer.from_pretrained(local, trust_remote_code=True) == "own tokenizer"
