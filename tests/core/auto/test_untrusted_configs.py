"""What a stranger's config, a plugin and a careless option can do: be refused, by name."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import auto_core
from auto_core import AutoConfig
from auto_core.configs.llama import LlamaConfig
from auto_core.errors import AutoError, ConfigError, InputError, RegistrationError
from auto_core.registry import architectures, plugins

AUTO = ("AutoConfig", "NumpyAutoModel", "AutoTokenizer", "AutoProcessor", "AutoImageProcessor",
        "AutoFeatureExtractor")  # fmt: skip
CODE = "raise SystemExit('it ran')"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A directory whose own code ends the process when it runs."""
    auto_map = {name.removeprefix("Numpy"): "code.X" for name in AUTO}
    config = {"model_type": "bert", "auto_map": auto_map, "feature_extractor_type": "X"}
    for name in ("config.json", "tokenizer_config.json", "preprocessor_config.json"):
        (tmp_path / name).write_text(json.dumps(config | {"image_processor_type": "X"}))
    (tmp_path / "processor_config.json").write_text(json.dumps({"auto_map": auto_map}))
    (tmp_path / "code.py").write_text(CODE)
    return tmp_path


@pytest.mark.parametrize("value", ["False", "false", "no", "True", 0, 1, None, [], b"x"])
@pytest.mark.parametrize("name", AUTO)
def test_trust_is_said_in_so_many_words(repository: Path, name: str, value: Any) -> None:
    with pytest.raises(InputError, match="trust_remote_code is"):
        getattr(auto_core, name).from_pretrained(repository, trust_remote_code=value)


@pytest.mark.parametrize("name", ["AutoConfig", "AutoTokenizer", "AutoImageProcessor"])
def test_the_code_would_run(repository: Path, name: str) -> None:
    with pytest.raises(SystemExit, match="it ran"):
        getattr(auto_core, name).from_pretrained(repository, trust_remote_code=True)


ROPES = [
    *("text", 7, True, ["a"], {"rope_type": ["linear"]}, {"rope_type": {}}, {"rope_type": 3}),
    *({"rope_type": "linear", "factor": value} for value in ("2", None, [2], 0, -1, 10**400, {})),
    {"rope_type": "linear", "factor": True},
    {"rope_type": "longrope", "short_factor": 1, "long_factor": [1]},
    {"rope_type": "longrope", "short_factor": ["1"], "long_factor": [1]},
    {"rope_type": "yarn", "factor": 2.0, "truncate": "no"},
    {"rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": "x"},
    {"rope_type": "default", "rope_theta": "10000"},
    {"rope_type": "default", "rope_theta": float("nan")},
    {"rope_type": "default", "rope_theta": float("inf")},
]


@pytest.mark.parametrize("key", ["rope_scaling", "rope_parameters"])
@pytest.mark.parametrize("rope", ROPES, ids=str)
def test_a_rotation_of_wrong_types(tmp_path: Path, key: str, rope: Any) -> None:
    config = {"model_type": "llama", key: rope, "num_attention_heads": 4, "hidden_size": 16}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ConfigError, match=rf"rope_.*config\.json of '{tmp_path}'"):
        AutoConfig.from_pretrained(tmp_path)
    with pytest.raises(ConfigError, match=r"rope_.*config\.json"):
        LlamaConfig.from_pretrained(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        {"model_type": "bert", "hidden_size": "x"},
        {"model_type": "bert", "id2label": 7},
        {"model_type": ["bert"]},
        {"model_type": "clip", "text_config": 7},
        {"model_type": "clip", "text_config": {"hidden_size": []}},
        {"model_type": "encoder-decoder", "encoder": {"model_type": "x"}, "decoder": {}},
        {"model_type": "no such"},
        {},
    ],
    ids=str,
)
def test_errors_of_a_config_name_the_file(tmp_path: Path, content: Any) -> None:
    (tmp_path / "config.json").write_text(json.dumps(content))
    with pytest.raises(AutoError, match=r"config\.json"):
        AutoConfig.from_pretrained(tmp_path)


def test_a_keyword_that_does_not_fit_is_named_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ConfigError, match=r"config\.json of .*, with hidden_size given by keyword"):
        AutoConfig.from_pretrained(tmp_path, hidden_size="x")


@pytest.mark.parametrize("error", [ImportError("x"), ZeroDivisionError("x"), AttributeError("x")])
def test_a_plugin_that_fails_is_named(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    plugin = plugins.Plugin("tiny-mixer", "tiny_mixer.modeling", "tiny-mixer-dist")

    def fail(*_: object) -> ModuleType:
        raise error

    monkeypatch.setattr(plugins, "find", lambda name: plugin if name == "tiny-mixer" else None)
    monkeypatch.setattr(architectures, "read", fail)
    with pytest.raises(
        RegistrationError, match=r"plugin .tiny-mixer-dist.*cannot be imported.*uninstall"
    ):
        AutoConfig.for_model("tiny-mixer")
