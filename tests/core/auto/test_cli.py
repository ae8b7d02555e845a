"""The command line: each command, its JSON, its errors and its exit codes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from flax.serialization import msgpack_restore
from typer.testing import CliRunner

import auto_core
from auto_core import AutoConfig
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.weights import Weights
from auto_core.cli import exits, main
from auto_core.cli.app import app
from auto_core.errors import CorruptFileError

SIZES: dict[str, dict[str, Any]] = {
    "Bert": dict(
        vocab_size=31, hidden_size=8, num_attention_heads=2, num_hidden_layers=2,
        intermediate_size=12, max_position_embeddings=16,
    ),
    "GPT2": dict(vocab_size=31, n_embd=8, n_head=2, n_layer=2, n_positions=16, eos_token_id=2),
    "T5": dict(vocab_size=31, d_model=8, d_kv=4, d_ff=12, num_layers=2, num_heads=2),
    "Llama": dict(
        vocab_size=31, hidden_size=8, num_attention_heads=2, num_hidden_layers=2,
        intermediate_size=12,
    ),
    "ViT": dict(
        image_size=8, patch_size=4, hidden_size=8, num_attention_heads=2, num_hidden_layers=1,
        intermediate_size=12,
    ),
    "Wav2Vec2": dict(
        vocab_size=31, hidden_size=8, num_attention_heads=2, num_hidden_layers=1,
        intermediate_size=12, conv_dim=(8, 8), conv_stride=(4, 2), conv_kernel=(5, 2),
        num_conv_pos_embeddings=4, num_conv_pos_embedding_groups=2, num_feat_extract_layers=2,
    ),
    "Whisper": dict(
        vocab_size=31, d_model=8, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=12, decoder_ffn_dim=12, num_mel_bins=6,
        max_source_positions=10, max_target_positions=12, decoder_start_token_id=1,
        pad_token_id=0, bos_token_id=1, eos_token_id=2, begin_suppress_tokens=None,
    ),
}  # fmt: skip
SIZES["ViTMAE"] = SIZES["ViT"] | dict(
    decoder_hidden_size=8, decoder_num_attention_heads=2, decoder_num_hidden_layers=1,
    decoder_intermediate_size=12,
)  # fmt: skip
SIZES["VideoMAE"] = SIZES["ViTMAE"] | dict(num_frames=4)
HEADS = [
    ("Bert", "BertModel"),
    ("Bert", "BertForPreTraining"),
    ("Bert", "BertForSequenceClassification"),
    ("GPT2", "GPT2LMHeadModel"),
    ("T5", "T5ForConditionalGeneration"),
    ("Llama", "LlamaForCausalLM"),
]


def auto(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def answer(*arguments: object, code: int = exits.DONE) -> Any:
    """The JSON of a command that ends with this code."""
    result = auto(*arguments, "--json")
    assert result.exit_code == code, result.stderr
    return json.loads(result.stdout)


def save(directory: Path, family: str, head: str) -> Path:
    """A checkpoint in which every number is random."""
    config = getattr(auto_core, f"{family}Config")(**SIZES[family])
    model = getattr(auto_core, f"Numpy{head}").from_config(config)
    rng = np.random.default_rng(0)
    for slot in model.slots():
        slot.write(rng.standard_normal(slot.shape).astype(np.float32), "float32", None)
    model.save_pretrained(directory)
    return directory


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("bert"), "Bert", "BertForMaskedLM")


# --- looking ----------------------------------------------------------------------------------


def test_inspect(bert: Path) -> None:
    found = answer("inspect", bert)
    stored = Weights.open(Snapshot.open(bert))
    assert found["model_type"] == "bert" and found["architecture"] == "BertForMaskedLM"
    assert found["parameters"] == sum(t.size for t in stored.values())
    assert found["weights"]["parameters"] == {"float32": found["parameters"]}
    assert found["files"]["config.json"] == (bert / "config.json").stat().st_size
    assert found["classes"]["flax"]["FlaxAutoModelForMaskedLM"] == "FlaxBertForMaskedLM"
    assert found["classes"]["torch"]["AutoModel"] == "BertModel"
    assert found["config"]["hidden_size"] == 8 and found["own_code"] is False


def test_inspect_reads_no_weights(bert: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from auto_core.checkpoints.tensors import StoredTensor

    def refuse(self: StoredTensor) -> None:
        raise AssertionError(f"{self.name} was read")

    monkeypatch.setattr(StoredTensor, "numpy", refuse)
    monkeypatch.setattr(StoredTensor, "buffer", property(refuse))
    assert answer("inspect", bert)["weights"]["format"] == "safetensors"


@pytest.mark.parametrize("name", ["masked-lm", "AutoModelForMaskedLM", "TFAutoModelForMaskedLM"])
def test_which(bert: Path, name: str) -> None:
    found = answer("which", bert, "--task", name, "--backend", "numpy")
    assert found["auto_class"] == "NumpyAutoModelForMaskedLM"
    assert found["model_class"] == "NumpyBertForMaskedLM"
    assert found["source"] == found["config_source"] == "built in"
    assert found["model_type_from"] == "config.json"


@pytest.mark.parametrize(("backend", "prefix"), [("torch", ""), ("tf", "TF"), ("flax", "Flax")])
def test_which_on_each_backend(bert: Path, backend: str, prefix: str) -> None:
    found = answer("which", bert, "--backend", backend)
    assert (found["backend"], found["model_class"]) == (backend, f"{prefix}BertModel")


def test_which_names_the_plugin(tmp_path: Path) -> None:
    AutoConfig.for_model("deep-averaging").save_pretrained(tmp_path)
    found = answer("which", tmp_path, "--backend", "numpy")
    assert found["source"] == found["config_source"] == "plugin deep-averaging"


def test_list() -> None:
    found = answer("list", "--backend", "tf", "--task", "masked-lm")
    rows = {row["model_type"]: row for row in found["rows"]}
    assert rows["bert"]["classes"] == {"tf": "TFBertForMaskedLM"}
    assert "gpt2" not in rows and all(row["task"] == "masked-lm" for row in found["rows"])


def test_env() -> None:
    found = answer("env")
    assert found["python"] == sys.version.split()[0]
    assert found["packages"]["auto-core"] == auto_core.__version__
    assert found["plugins"]["deep-averaging"] == "deep-averaging"


# --- verifying --------------------------------------------------------------------------------


def test_verify(bert: Path) -> None:
    found = answer("verify", bert)
    assert found["fits"] and found["data_only"] and found["architecture"] == "BertForMaskedLM"
    sums = {file["name"]: file["sha256"] for file in found["files"]}
    for name, digest in sums.items():
        assert digest == hashlib.sha256((bert / name).read_bytes()).hexdigest()
    assert set(sums) >= {"config.json", "model.safetensors"}


def test_verify_finds_what_does_not_fit(bert: Path) -> None:
    found = answer("verify", bert, "--architecture", "BertModel")
    assert found["weights"][0]["unused"]
    config = json.loads((bert / "config.json").read_text()) | {"hidden_size": 16}
    other = bert.parent / "other"
    other.mkdir(exist_ok=True)
    (other / "config.json").write_text(json.dumps(config))
    (other / "model.safetensors").write_bytes((bert / "model.safetensors").read_bytes())
    found = answer("verify", other, code=exits.DIFFERENT)
    names = [name for name, *_ in found["weights"][0]["mismatched"]]
    assert not found["fits"] and "bert.embeddings.word_embeddings.weight" in names


def test_links_out_of_a_directory(bert: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(bert)
    linked = (tmp_path, "--subfolder", "linked")
    refused = auto("verify", *linked)
    assert refused.exit_code == exits.FAILED and "--allow-links" in refused.stderr
    for command in ("inspect", "which", "verify"):
        answer(command, *linked, "--allow-links")
    answer("convert", *linked, "--allow-links", "--to", "msgpack", "--out", tmp_path / "out")
    answer("parity", *linked, "--allow-links", "--backend", "numpy")


def test_verify_distinguishes_data_from_code(bert: Path, tmp_path: Path) -> None:
    for file in bert.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "modeling.py").write_text("print('hello')\n")
    (tmp_path / "notes.xyz").write_text("")
    found = answer("verify", tmp_path)
    kinds = {file["name"]: (file["kind"], file["data_only"]) for file in found["files"]}
    assert found["fits"] and not found["data_only"]
    assert kinds["modeling.py"] == ("code", False) and kinds["notes.xyz"] == ("unknown", None)


# --- converting -------------------------------------------------------------------------------


def tensors(directory: Path) -> dict[str, np.ndarray]:
    return {name: t.numpy() for name, t in Weights.open(Snapshot.open(directory)).items()}


@pytest.mark.parametrize("target", ["h5", "msgpack"])
@pytest.mark.parametrize(("family", "head"), HEADS, ids=lambda value: value)
def test_convert_there_and_back(tmp_path: Path, family: str, head: str, target: str) -> None:
    save(tmp_path / "a", family, head)
    first = answer("convert", tmp_path / "a", "--to", target, "--out", tmp_path / "b")
    again = answer("convert", tmp_path / "b", "--to", "safetensors", "--out", tmp_path / "c")
    assert (first["architecture"], again["source"]) == (head, target)
    before, after = tensors(tmp_path / "a"), tensors(tmp_path / "c")
    assert before.keys() == after.keys()
    for name, value in before.items():
        np.testing.assert_array_equal(after[name], value)
    assert (tmp_path / "c" / "config.json").exists()
    assert {path.name for path in (tmp_path / "b").iterdir()} == {
        "config.json", *(Path(file).name for file in first["files"]),
        *(Path(file).name for file in first["copied"]),
    }  # fmt: skip


def test_h5_has_keras_names_and_layouts(bert: Path, tmp_path: Path) -> None:
    answer("convert", bert, "--to", "h5", "--out", tmp_path)
    stored = tensors(bert)
    with h5py.File(tmp_path / "tf_model.h5") as file:
        assert [name.decode() for name in file.attrs["layer_names"]] == ["bert", "mlm___cls"]
        names = {name.decode() for name in file["bert"].attrs["weight_names"]}
        query = "tf_bert_for_masked_lm/bert/encoder/layer_._1/attention/self/query/kernel:0"
        assert query in names and names == set(_paths(file["bert"]))
        np.testing.assert_array_equal(
            file["bert"][query][()], stored["bert.encoder.layer.1.attention.self.query.weight"].T
        )


@pytest.mark.parametrize(
    ("head", "layer", "variables"),
    [
        (
            "BertForPreTraining",
            "mlm___cls",
            [
                "predictions/bias",
                "predictions/transform/dense/kernel",
                "predictions/transform/LayerNorm/gamma",
                "predictions/transform/LayerNorm/beta",
            ],
        ),
        ("BertForPreTraining", "nsp___cls", ["seq_relationship/kernel", "seq_relationship/bias"]),
        (
            "BertForPreTraining",
            "bert",
            [
                "embeddings/word_embeddings/weight",
                "embeddings/token_type_embeddings/embeddings",
                "embeddings/position_embeddings/embeddings",
                "pooler/dense/kernel",
            ],
        ),
        ("BertForNextSentencePrediction", "nsp___cls", ["seq_relationship/kernel"]),
        ("BertForSequenceClassification", "classifier", ["kernel", "bias"]),
        ("BertForQuestionAnswering", "qa_outputs", ["kernel", "bias"]),
        ("BertModel", "bert", ["embeddings/word_embeddings/weight", "pooler/dense/bias"]),
    ],
)
def test_h5_where_transformers_4_looks(
    tmp_path: Path, head: str, layer: str, variables: list[str]
) -> None:
    """Its variables by layer; found by name, `embeddings` also under `weight`."""
    save(tmp_path / "a", "Bert", head)
    answer("convert", tmp_path / "a", "--to", "h5", "--out", tmp_path / "b")
    with h5py.File(tmp_path / "b" / "tf_model.h5") as file:
        written = [name.decode() for name in file[layer].attrs["weight_names"]]
    found = {name.partition("/")[2] for name in written}  # the model's own level does not count
    for variable in variables:
        name = f"{layer}/{variable}:0"
        assert name in found or name.replace("/embeddings:0", "/weight:0") in found


def test_h5_of_transformers_4_has_the_embeddings_twice(bert: Path, tmp_path: Path) -> None:
    """Its heads hold the embeddings that they are tied to, and Keras files them with both."""
    answer("convert", bert, "--to", "h5", "--out", tmp_path)
    words = "tf_bert_for_masked_lm/bert/embeddings/word_embeddings/weight:0"
    with h5py.File(tmp_path / "tf_model.h5", "a") as file:
        file["mlm___cls"][words] = file["bert"][words][()]
    found, stored = tensors(tmp_path), tensors(bert)
    assert found.keys() == stored.keys()
    for name, value in stored.items():
        np.testing.assert_array_equal(found[name], value)
    with h5py.File(tmp_path / "tf_model.h5", "a") as file:
        file["mlm___cls"][words][0, 0] += 1
    with pytest.raises(CorruptFileError, match="two different tensors for .*word_embeddings"):
        tensors(tmp_path)


def _paths(group: Any) -> list[str]:
    found: list[str] = []
    group.visititems(lambda name, item: found.append(name) if hasattr(item, "shape") else None)
    return found


def test_msgpack_is_what_flax_restores(bert: Path, tmp_path: Path) -> None:
    answer("convert", bert, "--to", "msgpack", "--out", tmp_path)
    tree = msgpack_restore((tmp_path / "flax_model.msgpack").read_bytes())
    stored = tensors(bert)
    layer = tree["bert"]["encoder"]["layer"]["1"]
    name = "bert.encoder.layer.1.output"
    np.testing.assert_array_equal(
        layer["output"]["dense"]["kernel"], stored[f"{name}.dense.weight"].T
    )
    np.testing.assert_array_equal(
        layer["output"]["LayerNorm"]["scale"], stored[f"{name}.LayerNorm.weight"]
    )
    np.testing.assert_array_equal(
        tree["bert"]["embeddings"]["word_embeddings"]["embedding"],
        stored["bert.embeddings.word_embeddings.weight"],
    )


def test_large_arrays_are_in_pieces(
    bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auto_core.checkpoints.formats import flax_msgpack_writing

    monkeypatch.setattr(flax_msgpack_writing, "MAX_CHUNK", 100)
    answer("convert", bert, "--to", "msgpack", "--out", tmp_path)
    content = (tmp_path / "flax_model.msgpack").read_bytes()
    assert b"__msgpack_chunked_array__" in content
    tree = msgpack_restore(content)
    table = tree["bert"]["embeddings"]["word_embeddings"]["embedding"]
    np.testing.assert_array_equal(table, tensors(bert)["bert.embeddings.word_embeddings.weight"])


def test_convert_casts(bert: Path, tmp_path: Path) -> None:
    answer("convert", bert, "--to", "safetensors", "--out", tmp_path, "--dtype", "float16")
    assert {value.dtype.name for value in tensors(tmp_path).values()} == {"float16"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--to", "safetensors"], "--overwrite"),
        (["--to", "gguf", "--out", "x"], "no format 'gguf'"),
        (["--to", "h5", "--out", "{out}", "--architecture", "BertModel"], "would be lost"),
        (["--to", "h5", "--out", "{out}", "--dtype", "bfloat16"], "--dtype float32"),
    ],
)
def test_convert_refuses(bert: Path, tmp_path: Path, options: list[str], words: str) -> None:
    out = tmp_path / "out"
    result = auto("convert", bert, *(option.format(out=out) for option in options))
    assert result.exit_code == exits.FAILED and words in result.stderr
    assert not out.exists() or not list(out.iterdir())


# --- comparing --------------------------------------------------------------------------------


def test_parity(bert: Path) -> None:
    found = answer("parity", bert)
    assert {row["backend"] for row in found["differences"]} == {"torch", "tf", "flax", "numpy"}
    assert all(0 < row["relative"] < 1e-5 and row["agrees"] for row in found["differences"])
    assert found["inputs"] == {"input_ids": [2, 8], "attention_mask": [2, 8]}


@pytest.mark.parametrize(("family", "head"), HEADS, ids=lambda value: value)
def test_an_input_for_each(tmp_path: Path, family: str, head: str) -> None:
    save(tmp_path, family, head)
    found = answer("parity", tmp_path, "--backend", "numpy")
    assert ("decoder_input_ids" in found["inputs"]) == (family == "T5")


@pytest.mark.parametrize(
    ("family", "head", "inputs"),
    [
        ("ViT", "ViTForImageClassification", {"pixel_values": [2, 3, 8, 8]}),
        ("ViTMAE", "ViTMAEForPreTraining", {"pixel_values": [2, 3, 8, 8], "noise": [2, 4]}),
        (
            "VideoMAE",
            "VideoMAEForPreTraining",
            {"pixel_values": [2, 4, 3, 8, 8], "bool_masked_pos": [2, 8]},
        ),
        ("Wav2Vec2", "Wav2Vec2ForCTC", {"input_values": [2, 193], "attention_mask": [2, 193]}),
        (
            "Whisper",
            "WhisperForConditionalGeneration",
            {"input_features": [2, 6, 20], "decoder_input_ids": [2, 5]},
        ),
    ],
)
def test_images_and_sound(
    tmp_path: Path, family: str, head: str, inputs: dict[str, list[int]]
) -> None:
    save(tmp_path, family, head)
    found = answer("parity", tmp_path, "--backend", "numpy", "--backend", "torch")
    assert found["inputs"] == inputs
    assert all(0 < row["relative"] < 1e-5 for row in found["differences"])


def test_parity_reports_a_difference(bert: Path) -> None:
    result = auto("parity", bert, "--backend", "numpy", "--tolerance", "1e-12")
    assert result.exit_code == exits.DIFFERENT and "DIFFERS" in result.stdout


# --- errors and tables ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["inspect", "/no/such/place"], exits.FAILED, "does not exist"),
        (["which", "{bert}", "--task", "maskedlm"], exits.FAILED, "Did you mean 'masked-lm'"),
        (["which", "{bert}", "--task", "ctc"], exits.FAILED, "bert has no class for"),
        (["verify", "{bert}", "--architecture", "BertForMasked"], exits.FAILED, "Did you mean"),
        (["list", "--backend", "tensorflw"], exits.FAILED, "no backend"),
        (["inspect"], exits.USAGE, "Missing argument"),
    ],
)
def test_an_error_is_one_message(bert: Path, arguments: list[str], code: int, words: str) -> None:
    result = auto(*(argument.format(bert=bert) for argument in arguments))
    assert result.exit_code == code
    assert words in result.stderr and "Traceback" not in result.stderr and not result.stdout


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("inspect", "AutoModelForMaskedLM"),
        ("which", "built in"),
        ("verify", "every tensor fits"),
    ],
)
def test_tables(bert: Path, command: str, words: str) -> None:
    result = auto(command, bert)
    assert result.exit_code == exits.DONE and words in result.stdout


@pytest.mark.parametrize(
    "command", ["inspect", "which", "verify", "convert", "parity", "list", "env"]
)
def test_help_has_the_exit_codes(command: str) -> None:
    result = auto(command, "--help")
    assert result.exit_code == exits.DONE
    assert "Exit codes: 0 done" in result.stdout and "--json" in result.stdout


def test_without_typer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "typer", None)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == exits.MISSING
    assert 'pip install "auto-core[cli]"' in capsys.readouterr().err


@pytest.mark.parametrize("backend", ["torch", "tf", "flax"])
@pytest.mark.parametrize("command", [["parity"], ["which", "--task", "base"]], ids=lambda c: c[0])
def test_without_an_adapter(
    bert: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], backend: str
) -> None:
    find_spec = importlib.util.find_spec
    package = f"auto_{backend}"
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == package else find_spec(name)
    )
    result = auto(command[0], bert, *command[1:], "--backend", backend)
    assert result.exit_code == exits.MISSING, result.output
    assert f"pip install auto-{backend}" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("module", ["h5py", "msgpack"])
def test_without_a_writer(
    bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    target = module.removesuffix("py")
    monkeypatch.setitem(sys.modules, module, None)
    result = auto("convert", bert, "--to", target, "--out", tmp_path / "out")
    assert result.exit_code == exits.MISSING and f'"auto-core[{target}]"' in result.stderr


def test_the_installed_script(bert: Path) -> None:
    script = Path(sys.executable).parent / "auto"
    done = subprocess.run(
        [script, "which", bert, "--backend", "numpy", "--json"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["model_class"] == "NumpyBertModel" and not done.stderr
