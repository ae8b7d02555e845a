"""Correct or loud: what does not fit, what is not there, what nobody asked for."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import transformers
from core.checkpoints.hub_server import Hub, Repo
from core.loading.conftest import (
    Tensors,
    as_safetensors,
    as_safetensors_shards,
    copy_config,
    first_everywhere,
)
from parity import backends, oracle
from safetensors.numpy import load_file

from auto_core import AutoConfig, GPT2Config, errors
from auto_core.checkpoints.report import LoadingWarning
from auto_core.errors import ConfigError, UnknownArgumentError, WeightMismatchError
from auto_core.registry import upstream

KEY = "encoder.layer.0.attention.self.key.weight"


def auto(backend: str, name: str = "AutoModel") -> Any:
    package, prefix = backends.PACKAGES[backend]
    return getattr(importlib.import_module(package), prefix + name)


def renamed(tensors: Tensors) -> Tensors:
    return {("encoder.layer.0.attention.self.kye.weight" if k == KEY else k): v
            for k, v in tensors.items()}  # fmt: skip


def wrapped(tensors: Tensors) -> Tensors:
    return {f"module.{name}": array for name, array in tensors.items()}


def reshaped(tensors: Tensors) -> Tensors:
    return tensors | {KEY: tensors[KEY][:5]}


@pytest.mark.parametrize(
    ("backend", "change", "words"),
    first_everywhere(
        (renamed, [KEY, "kye.weight", "Missing", "Unexpected", "is it"]),
        (wrapped, ["module.", "Likely cause"]),
        (reshaped, [KEY, "[5, 8] in the checkpoint, [8, 8] in the model"]),
    ),
)
def test_a_checkpoint_that_does_not_fit(
    backend: str,
    change: Callable[[Tensors], Tensors],
    words: list[str],
    base: Path,
    tensors: Tensors,
    tmp_path: Path,
) -> None:
    as_safetensors(change(tensors), copy_config(base, tmp_path))
    with pytest.raises(WeightMismatchError) as caught:
        auto(backend).from_pretrained(tmp_path)
    for word in words:
        assert word in str(caught.value)
    with pytest.warns(LoadingWarning, match="Loaded what fits"):
        model = auto(backend).from_pretrained(tmp_path, strict=False)
    assert not model.loading_report.exact
    assert not any(slot.is_empty for slot in model.slots())


def test_ignoring_mismatched_sizes(
    backend: str, base: Path, tensors: Tensors, tmp_path: Path
) -> None:
    as_safetensors(reshaped(tensors), copy_config(base, tmp_path))
    model, info = auto(backend).from_pretrained(
        tmp_path, ignore_mismatched_sizes=True, output_loading_info=True
    )
    assert info["mismatched_keys"] == {(KEY, (5, 8), (8, 8))}
    assert {slot.name: slot.shape for slot in model.slots()}[KEY] == (8, 8)


@pytest.mark.parametrize(
    ("backend", "keyword", "nearest"),
    first_everywhere(
        ("hiden_size", "'hidden_size'"),
        ("revison", "'revision'"),
        ("use_safetensor", "'use_safetensors'"),
        ("ignore_mismatched_size", "'ignore_mismatched_sizes'"),
        ("load_in_8bit", "for the load: "),
    ),
)
def test_unknown_keywords(backend: str, keyword: str, nearest: str, base: Path) -> None:
    with pytest.raises(UnknownArgumentError, match=keyword) as caught:
        auto(backend).from_pretrained(base, **{keyword: 1})
    assert nearest in str(caught.value)
    for group in (
        "for the files: allow_links, cache_dir",
        "for the weights: from_flax",
        "fields of BertConfig",
    ):
        assert group in str(caught.value)


@pytest.mark.parametrize(
    ("backend", "keyword", "nearest"),
    [("torch", "devicemap", "device_map"), ("tf", "devce", "device"), ("flax", "shardin", "shard")],
)
def test_placement_keywords_are_named(backend: str, keyword: str, nearest: str, base: Path) -> None:
    with pytest.raises(UnknownArgumentError, match=f"Did you mean '{nearest}"):
        auto(backend).from_pretrained(base, **{keyword: "cpu"})


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"num_labels": "3"}, ConfigError, "num_labels is '3', expected a number"),
        ({"id2label": {"x": "yes"}}, ConfigError, "id2label .*numbers as keys"),
        ({"label2id": {"yes": "x"}}, ConfigError, "label2id .*numbers as values"),
        ({"label2id": {"yes": float("inf")}}, ConfigError, "label2id .*numbers as values"),
        ({"hidden_size": -8}, ConfigError, "hidden_size is -8"),
        ({"hidden_size": 10**400}, ConfigError, "hidden_size is a number of 1329 bits"),
        ({"hidden_size": 2**62}, ConfigError, "hidden_size is 4611686018427387904"),
        ({"num_labels": 10**9}, ConfigError, "num_labels is 1000000000, expected .* 0 to 262144"),
        ({"num_hidden_layers": 10**9}, ConfigError, "num_hidden_layers is 1000000000"),
        ({"num_attention_heads": 0}, ConfigError, "num_attention_heads is 0, expected 1 to"),
        ({"model_type": "gpt2"}, ConfigError, "model_type is 'gpt2', expected 'bert'"),
        ({"config": {"hidden_size": 8}}, errors.InputError, "is no place to load from"),
        ({"variant": "../x"}, errors.InputError, "expected what stands in the files' names"),
        ({"use_safetensors": "yes"}, errors.InputError, "expected True"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_values_that_cannot_be(
    options: dict[str, Any], error: type[Exception], words: str, base: Path
) -> None:
    with pytest.raises(error, match=words):
        auto(backends.BACKENDS[0]).from_pretrained(base, **options)


def test_what_a_framework_finds_impossible(base: Path) -> None:
    with pytest.raises(
        ConfigError, match=f"cannot be built from this config \\({base}\\): dropout"
    ):
        auto("torch").from_pretrained(base, hidden_dropout_prob=2.0)


@pytest.mark.parametrize("name", [None, 5, b"name", ["name"]])
def test_what_is_no_name(name: Any) -> None:
    from auto_core import AutoConfig

    for loader in (AutoConfig, auto("numpy")):
        with pytest.raises(errors.InputError, match="is no place to load from"):
            loader.from_pretrained(name)


def test_a_pickle_is_read_for_its_tensors_only(base: Path) -> None:
    auto("numpy").from_pretrained(base, weights_only=True)
    with pytest.raises(errors.InputError, match="weights_only=False"):
        auto("numpy").from_pretrained(base, weights_only=False)


def test_config_overrides(backend: str, base: Path) -> None:
    model = auto(backend).from_pretrained(base, layer_norm_eps=0.5, output_hidden_states=True)
    assert model.config.layer_norm_eps == 0.5 and model.config.output_hidden_states is True
    with pytest.raises(ConfigError, match="hidden_size is 'wide' \\(str\\), expected int"):
        auto(backend).from_pretrained(base, hidden_size="wide")


def test_the_callers_config_stays_as_it_is(backend: str, base: Path) -> None:
    from auto_core import AutoConfig

    config = AutoConfig.from_pretrained(base)
    before = config.to_dict()
    model = auto(backend).from_pretrained(base, config=config, dtype="float16")
    assert model.config is not config and model.config.dtype == "float16"
    assert config.to_dict() == before


# --- what is not there, through the Auto class ----------------------------------------------------


def only_config(base: Path, path: Path) -> None:
    copy_config(base, path)


def no_config(base: Path, path: Path) -> None:
    (path / "README.md").write_text("hello")


def pointer(base: Path, path: Path) -> None:
    only_config(base, path)
    (path / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\noid 1\n")


def empty(base: Path, path: Path) -> None:
    only_config(base, path)
    (path / "model.safetensors").touch()


def truncated(base: Path, path: Path) -> None:
    only_config(base, path)
    content = (base / "model.safetensors").read_bytes()
    (path / "model.safetensors").write_bytes(content[:-100])


def bad_json(base: Path, path: Path) -> None:
    (path / "config.json").write_text('{"model_type": "bert",\n  "hidden_size": }')


def unknown(base: Path, path: Path) -> None:
    (path / "config.json").write_text('{"model_type": "brt"}')


@pytest.mark.parametrize(
    ("backend", "make", "error", "words"),
    first_everywhere(
        (only_config, errors.WeightsNotFoundError, "Tried: model.safetensors,.*Found: config.json"),
        (no_config, errors.FileMissingError, "no file 'config.json'. Found: README.md"),
        (pointer, errors.CorruptFileError, "Git-LFS pointer"),
        (empty, errors.CorruptFileError, "is empty"),
        (truncated, errors.CorruptFileError, r"truncated: its header describes \d+ bytes.*has \d+"),
        (bad_json, errors.CorruptFileError, "config.json is not valid JSON.*line 2"),
        (unknown, errors.UnknownModelTypeError, "'brt'.*Did you mean 'bert'"),
    ),
)
def test_directories_that_lack_something(
    backend: str, make: Callable, error: type, words: str, base: Path, tmp_path: Path
) -> None:
    make(base, tmp_path)
    with pytest.raises(error, match=words):
        auto(backend).from_pretrained(tmp_path)


def test_a_shard_that_is_missing(
    backend: str, base: Path, tensors: Tensors, tmp_path: Path
) -> None:
    as_safetensors_shards(tensors, copy_config(base, tmp_path))
    (tmp_path / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(errors.ShardMissingError, match="names the shard 'model-00002-of"):
        auto(backend).from_pretrained(tmp_path)


def test_a_path_is_never_a_request(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(errors.PathNotFoundError, match="does not exist"):
        auto("numpy").from_pretrained(f"{tmp_path}/nothing")
    assert not hub.log


@pytest.mark.parametrize(
    ("backend", "repo", "options", "error"),
    first_everywhere(
        (None, {}, errors.RepositoryNotFoundError),
        (Repo(gated=True), {}, errors.GatedRepositoryError),
        (Repo(), {"token": "hf_bad"}, errors.AuthenticationError),
        (Repo(), {"revision": "v9"}, errors.RevisionNotFoundError),
        (Repo(), {"local_files_only": True}, errors.OfflineError),
    ),
)
def test_what_the_hub_refuses(
    backend: str, repo: Repo | None, options: dict, error: type, hub: Hub
) -> None:
    if repo is not None:
        repo.commit({"config.json": b"{}"})
        hub.repos["user/model"] = repo
    with pytest.raises(error, match="user/model"):
        auto(backend).from_pretrained("user/model", **options)


def test_offline_names_what_is_cached(base: Path, hub: Hub) -> None:
    repo = hub.repos.setdefault("user/model", Repo())
    repo.commit({"config.json": (base / "config.json").read_bytes(), "a.txt": b"a"})
    with pytest.raises(errors.WeightsNotFoundError):
        auto("numpy").from_pretrained("user/model")
    with pytest.raises(errors.OfflineError, match=r"Tried.*|Found: config.json"):
        auto("numpy").from_pretrained("user/model", local_files_only=True)


def test_a_config_that_was_never_cached_is_an_offline_error(hub: Hub) -> None:
    from auto_core import AutoConfig
    from auto_core.checkpoints.hub import Snapshot

    hub.repos.setdefault("user/model", Repo()).commit({"config.json": b"{}", "a.txt": b"a"})
    Snapshot.open("user/model").require("a.txt")
    with pytest.raises(errors.OfflineError, match="'config.json'.*not in the cache.*a.txt"):
        AutoConfig.from_pretrained("user/model", local_files_only=True)


def test_an_architecture_without_this_task(backend: str, base: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "gpt2"}))
    prefix = backends.PACKAGES[backend][1]
    with pytest.raises(errors.UnsupportedTaskError, match=f"{prefix}AutoModelForCausalLM"):
        auto(backend, "AutoModelForMaskedLM").from_pretrained(tmp_path)


@pytest.mark.parametrize(
    ("option", "error", "words"),
    [
        ({"attn_implementation": "flash_attention_9"}, errors.InputError, "'sdpa' or 'eager'"),
        ({"quantization_config": {"bits": 3}}, ConfigError, "plain weights are quantised by"),
    ],
    ids=str,
)
def test_what_is_not_there_is_refused(
    option: dict[str, Any], error: type[Exception], words: str, base: Path
) -> None:
    with pytest.raises(error, match=words):
        auto("torch").from_pretrained(base, **option)


@pytest.mark.parametrize("backend", ["tf", "flax", "numpy"])
def test_kernels_of_torch_elsewhere(backend: str, base: Path) -> None:
    with pytest.raises(errors.InputError, match="'sdpa' or 'eager', the others being of torch"):
        auto(backend).from_pretrained(base, attn_implementation="flash_attention_2")


def test_options_of_the_constructor(backend: str, base: Path) -> None:
    options = {"add_pooling_layer": False, "attn_implementation": "eager"}
    model = auto(backend).from_pretrained(base, **options)
    assert not any(slot.name.startswith("pooler") for slot in model.slots())
    assert {"pooler.dense.weight", "pooler.dense.bias"} <= set(model.loading_report.unused)


@pytest.mark.parametrize(
    ("framework", "package", "name"),
    [
        ("torch", "auto_torch", "AutoModel"),
        ("keras", "auto_tf", "TFAutoModel"),
        ("jax", "auto_flax", "FlaxAutoModel"),
    ],
)
def test_a_framework_that_is_not_installed(
    framework: str, package: str, name: str, base: Path
) -> None:
    code = f"""
import sys
sys.modules[{framework!r}] = None  # as if it were not there
try:
    import {package}
    {package}.{name}.from_pretrained({str(base)!r})
except ImportError as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    wanted = f"needs {framework}, which is not installed. Install it with `pip install auto-"
    assert "MissingDependencyError" in done.stdout and wanted in done.stdout


def test_what_no_fresh_model_is_made_of(backend: str, base: Path) -> None:
    from auto_core import AutoConfig

    with pytest.raises(ConfigError, match="needs a config, got {'hidden_size': 8}"):
        auto(backend).from_config({"hidden_size": 8})
    with pytest.raises(ConfigError, match="needs a BertConfig, got a GPT2Config"):
        backends.model_class(backend, "BertModel").from_config(GPT2Config())
    config = AutoConfig.from_pretrained(base)
    with pytest.raises(UnknownArgumentError, match="Did you mean 'add_pooling_layer'"):
        auto(backend).from_config(config, add_poling_layer=False)


def test_a_name_of_another_family_is_recognised() -> None:
    import auto_core

    with pytest.raises(AttributeError, match="in auto_tf: `from auto_tf import TFAutoModelForCTC`"):
        auto_core.TFAutoModelForCTC  # noqa: B018


@pytest.mark.parametrize("written", ["", "TF", "Flax"])
def test_a_class_that_the_file_names_must_have_its_head(
    written: str, task: Path, tmp_path: Path
) -> None:
    tensors = load_file(task / "model.safetensors")
    for name in ("classifier.weight", "classifier.bias"):
        del tensors[name]
    as_safetensors(tensors, tmp_path)
    config = json.loads((task / "config.json").read_text())
    config["architectures"] = [f"{written}BertForSequenceClassification"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    for backend in backends.BACKENDS:
        with pytest.raises(WeightMismatchError, match=r"Missing.*\n.*classifier\.weight"):
            auto(backend, "AutoModelForSequenceClassification").from_pretrained(tmp_path)
        # What another class has besides is not asked for.
        auto(backend, "AutoModel").from_pretrained(tmp_path)


HEADS = {
    "LlamaForCausalLM": dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2),
    "T5ForConditionalGeneration": dict(d_model=8, d_kv=4, num_layers=1, num_heads=2),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_beside_the_network(name: str, tmp_path: Path) -> None:
    options = HEADS[name] | dict(vocab_size=23, tie_word_embeddings=False)
    kind = name.partition("For")[0]
    model = oracle.reference(name, f"{kind}Config", options)
    oracle.save(model, tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    as_safetensors({k: v for k, v in tensors.items() if k != "lm_head.weight"}, tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())  # transformers 5 ties T5's
    (tmp_path / "config.json").write_text(json.dumps(config | {"tie_word_embeddings": False}))
    with pytest.raises(WeightMismatchError, match=r"Missing.*\n.*lm_head\.weight"):
        backends.load(backends.BACKENDS[0], name, tmp_path)


def test_a_pooler_that_the_class_may_have_starts_anew(
    base: Path, tensors: Tensors, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """DINO's files are ViTModel's without a pooler; many of BERT's are so, too."""
    kept = {k: v for k, v in tensors.items() if not k.startswith("pooler.")}
    as_safetensors(kept, copy_config(base, tmp_path))
    model = backends.load(backends.BACKENDS[0], "BertModel", tmp_path)
    assert set(model.loading_report.initialised) == {"pooler.dense.weight", "pooler.dense.bias"}
    assert "pooler.dense.weight" in caplog.messages[0]


KEYWORDS = {
    "use_auth_token": r"token=\.\.\.",
    "load_in_8bit": "quantised",
    "proxies": "HTTPS_PROXY",
    "device_map": "of torch alone",
    "hidden_sizee": "'hidden_size'",
}


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_keywords_that_mean_something_else_here(keyword: str, base: Path) -> None:
    with pytest.raises(UnknownArgumentError, match=KEYWORDS[keyword]) as caught:
        backends.load("numpy", "BertModel", base, **{keyword: 1})
    assert len(str(caught.value)) < 900 and "names, as" in str(caught.value)


def test_old_keywords_of_calls_and_saves(base: Path, tmp_path: Path) -> None:
    model = backends.load("numpy", "BertModel", base)
    with pytest.raises(UnknownArgumentError, match="model.train.. and model.eval"):
        model([[1, 2]], train=True)
    with pytest.raises(UnknownArgumentError, match="dropout_rng: the model holds its random"):
        model([[1, 2]], dropout_rng=0)
    with pytest.raises(UnknownArgumentError, match="model.export"):
        model.save_pretrained(tmp_path, saved_model=True)
    decoder = backends.model_class("numpy", "GPT2LMHeadModel").from_config(
        GPT2Config(n_layer=1, n_embd=4, n_head=1, vocab_size=9)
    )
    with pytest.raises(UnknownArgumentError, match="params: the model holds its parameters"):
        decoder.generate([[1, 2]], max_new_tokens=1, params={})


def test_the_model_type_is_said_first(base: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(WeightMismatchError, match="^.* is a checkpoint of model type 'bert'"):
        backends.load("numpy", "GPT2Model", base)
    # A type of the same names and shapes loads, which is not to go unsaid.
    backends.load("numpy", "RobertaModel", base)
    assert any("model type 'bert', and NumpyRobertaModel" in said for said in caplog.messages)


def test_types_of_transformers_are_no_typos() -> None:
    with pytest.raises(errors.UnknownModelTypeError, match="transformers has .*'dinat'.* issue"):
        AutoConfig.for_model("dinat")
    with pytest.raises(errors.UnknownModelTypeError, match="Did you mean 'bert'"):
        AutoConfig.for_model("bertt")
    with pytest.raises(errors.UnknownModelTypeError, match="transformers 4 had .*'qdqbert'"):
        AutoConfig.for_model("qdqbert")
    theirs = set(transformers.CONFIG_MAPPING)
    assert not upstream.OLDER & theirs
    assert theirs <= upstream.MODEL_TYPES


ELSEWHERE = {
    "LoRA": (
        {"adapter_config.json": {"base_model_name_or_path": "gpt2"}},
        "'gpt2' is the base model that adapter_config",
    ),
    "sentences": ({"modules.json": [], "0_T/config.json": {}}, "subfolder='0_T"),
    "gguf": ({"model.gguf": 0}, r"gguf_file='model\.gguf'"),
    "timm": ({"config.json": {"architecture": "vgg16", "pretrained_cfg": {}}}, r"timm\.create"),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_folders_of_other_libraries(case: str, tmp_path: Path) -> None:
    files, advice = ELSEWHERE[case]
    for name, content in files.items():
        path = tmp_path / name.replace("0_T/", "0_Transformer/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content))
    with pytest.raises(errors.AutoError, match=advice):
        auto("numpy").from_pretrained(tmp_path)
