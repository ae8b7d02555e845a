"""GGUF files: blocks are the `gguf` package's to the bit, models and tokenizers transformers'."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
import transformers
from core.quantized.llama_cpp import Q, convert
from core.quantized.test_formats import values
from core.quantized.test_keeping import kept
from numpy.testing import assert_array_equal
from parity import backends, oracle
from parity.arch import ALL

from auto_core import AutoConfig, AutoTokenizer, NumpyAutoModelForCausalLM, errors
from auto_core.checkpoints.gguf.blocks import BLOCKS
from auto_core.checkpoints.gguf.reader import Gguf, unpacked

IDS = np.array([[2, 7, 1, 22, 3, 9], [5, 4, 11, 0, 0, 1]])


@pytest.mark.parametrize("kind", BLOCKS, ids=lambda kind: BLOCKS[kind].name)
def test_blocks_are_those_of_ggml(kind: int) -> None:
    """Random bytes are blocks, too; their scales, of float16, are made finite."""
    blocks = BLOCKS[kind]
    data = np.random.default_rng(kind).integers(0, 256, (24, blocks.bytes)).astype(np.uint8)
    if blocks.name == "MXFP4":
        data[:, 0] = 100 + data[:, 0] % 30
    else:
        for start in range(0, blocks.bytes - 1, 2):
            halves = data[:, start : start + 2].copy().view(np.float16)
            data[~np.isfinite(halves[:, 0]), start + 1] = 60
    assert (blocks.elements, blocks.bytes) == gguf.GGML_QUANT_SIZES[Q(kind)]
    right = gguf.dequantize(data, Q(kind)).reshape(6, -1)
    with np.errstate(all="ignore"):
        stored = unpacked("x", (6, 4 * blocks.elements), kind, memoryview(data.reshape(-1)))
        assert_array_equal(stored.read_as("float32").numpy(), right)


TINY = dict(
    vocab_size=40,
    hidden_size=64,
    intermediate_size=96,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=32,
)
GPT2 = dict(vocab_size=40, n_embd=64, n_layer=2, n_head=4, n_positions=32, n_inner=96)
MOE = dict(num_experts=3, num_experts_per_tok=2, moe_intermediate_size=32, head_dim=16)
GEMMA = dict(TINY, head_dim=32, sliding_window=4, query_pre_attn_scalar=32)

# Architecture of GGUF -> class, config and its options, metadata.
MODELS: dict[str, tuple[str, str, str, dict[str, Any], dict[str, Any]]] = {
    "llama": ("llama", "LlamaForCausalLM", "LlamaConfig", TINY | dict(rms_norm_eps=1e-4), {}),
    "llama-tied": (
        "llama",
        "LlamaForCausalLM",
        "LlamaConfig",
        TINY | dict(tie_word_embeddings=True, rope_theta=77.0),
        {},
    ),
    "mistral": (
        "llama",
        "MistralForCausalLM",
        "MistralConfig",
        TINY | dict(sliding_window=None),
        {"general__name": "mistral"},
    ),
    "qwen2": ("qwen2", "Qwen2ForCausalLM", "Qwen2Config", TINY, {}),
    "qwen3": ("qwen3", "Qwen3ForCausalLM", "Qwen3Config", TINY | dict(head_dim=16), {}),
    "qwen3moe": (
        "qwen3moe",
        "Qwen3MoeForCausalLM",
        "Qwen3MoeConfig",
        TINY | MOE | dict(norm_topk_prob=True),
        dict(ARCH__expert_count=3, ARCH__expert_used_count=2, ARCH__expert_feed_forward_length=32),
    ),
    "qwen2moe": (
        "qwen2moe",
        "Qwen2MoeForCausalLM",
        "Qwen2MoeConfig",
        TINY
        | dict(num_experts=3, num_experts_per_tok=2, moe_intermediate_size=32)
        | dict(shared_expert_intermediate_size=64),
        dict(
            ARCH__expert_count=3,
            ARCH__expert_used_count=2,
            ARCH__expert_feed_forward_length=32,
            ARCH__expert_shared_feed_forward_length=64,
        ),
    ),
    "gemma": ("gemma", "GemmaForCausalLM", "GemmaConfig", TINY | dict(head_dim=32), {}),
    "phi3": (
        "phi3",
        "Phi3ForCausalLM",
        "Phi3Config",
        TINY | dict(pad_token_id=0, eos_token_id=1, bos_token_id=2),
        {},
    ),
    "gemma2": (
        "gemma2",
        "Gemma2ForCausalLM",
        "Gemma2Config",
        GEMMA,
        dict(
            ARCH__attention__sliding_window=4,
            ARCH__attn_logit_softcapping=50.0,
            ARCH__final_logit_softcapping=30.0,
        ),
    ),
    "gemma3": (
        "gemma3",
        "Gemma3ForCausalLM",
        "Gemma3TextConfig",
        GEMMA,
        dict(ARCH__attention__sliding_window=4),
    ),
    "gpt2": ("gpt2", "GPT2LMHeadModel", "GPT2Config", GPT2, {}),
}


def made(name: str, directory: Path, kind: Any = Q.Q8_0, **changes: Any) -> tuple[Any, str]:
    """The model of transformers and its class; its GGUF file is there."""
    arch, head, config, options, metadata = MODELS[name]
    model = oracle.reference(head, config, options | changes)
    convert(model, arch, directory / "model.gguf", kind=kind, **metadata)
    return model, head


# What a kind of file means is read for all frameworks at once.
READ = [
    pytest.param(name, backend, id=f"{name}-{backend}")
    for name in MODELS
    for backend in backends.BACKENDS
    if backend in ("numpy", "torch") or name in ("qwen3moe", "gemma3", "gpt2") or ALL
]


@pytest.mark.parametrize(("name", "backend"), READ)
def test_models_load_as_they_were(name: str, backend: str, tmp_path: Path) -> None:
    model, head = made(name, tmp_path, kind=None)
    ours = backends.load(backend, head, tmp_path, gguf_file="model.gguf")
    found = values(ours)
    state = {k: v.numpy() for k, v in model.state_dict().items() if k in found}
    assert set(found) == set(state)
    for key, right in state.items():
        if name.startswith("gemma") and "norm" in key:  # one was added and taken away
            np.testing.assert_allclose(found[key], right, atol=1e-6)
        else:
            assert_array_equal(found[key], right, err_msg=key)
    with torch.no_grad():
        right = model(torch.from_numpy(IDS)).logits.numpy()
    logits = backends.run(backend, ours, {"input_ids": IDS}, fast=True)["logits"]
    np.testing.assert_allclose(logits, right, rtol=1e-3, atol=1e-4)


# What transformers leaves at its default.
SIZES: dict[str, dict[str, Any]] = {
    "llama": {},
    "qwen2": {},
    "qwen3": {"head_dim": 128},
    "gemma2": {},
    "gemma3": {},
    "gpt2": {"n_inner": 256, "n_positions": 1024},
}


@pytest.mark.parametrize("name", SIZES)
def test_transformers_reads_the_same(name: str, tmp_path: Path) -> None:
    _, head = made(name, tmp_path, **SIZES[name])
    theirs = getattr(transformers, head).from_pretrained(tmp_path, gguf_file="model.gguf")
    ours = NumpyAutoModelForCausalLM.from_pretrained(tmp_path, gguf_file="model.gguf")
    found = values(ours)
    state = {k: v.numpy() for k, v in theirs.state_dict().items() if k in found}
    assert set(found) == set(state) and "Unpacked" in str(ours.loading_report)
    for key, right in state.items():
        assert_array_equal(found[key], right.astype(np.float32), err_msg=key)
    for field in ("hidden_size", "num_attention_heads", "vocab_size", "num_hidden_layers"):
        assert getattr(ours.config, field) == getattr(theirs.config, field)
    assert ours.config.model_type == theirs.config.model_type


@pytest.mark.skipif("torch" not in backends.BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize("kind", [Q.Q8_0, Q.Q4_0])
def test_blocks_of_one_scale_are_kept(kind: Any, tmp_path: Path) -> None:
    _, head = made("llama", tmp_path, kind)
    right = values(backends.load("torch", head, tmp_path, gguf_file="model.gguf"))
    model = backends.load("torch", head, tmp_path, gguf_file="model.gguf", keep_quantized=True)
    found = kept("torch", model)
    assert len(found) == 15  # the output layer, too
    for name, array in found.items():
        assert_array_equal(array, right[name], err_msg=name)


def test_experts_of_mixtral(tmp_path: Path) -> None:
    options = TINY | dict(num_local_experts=3, num_experts_per_tok=2)
    model = oracle.reference("MixtralForCausalLM", "MixtralConfig", options)
    metadata = {"ARCH__expert_count": 3, "ARCH__expert_used_count": 2}
    convert(model, "llama", tmp_path / "a.gguf", **metadata)
    ours = backends.load(backends.BACKENDS[0], "MixtralForCausalLM", tmp_path, gguf_file="a.gguf")
    with torch.no_grad():
        right = model(torch.from_numpy(IDS)).logits.numpy()
    logits = backends.run(backends.BACKENDS[0], ours, {"input_ids": IDS})["logits"]
    np.testing.assert_allclose(logits, right, rtol=1e-3, atol=1e-4)


def test_the_rotation_of_llama_3_1(tmp_path: Path) -> None:
    rope = {
        "rope_type": "llama3",
        "rope_theta": 500000.0,
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    }
    model = oracle.reference("LlamaForCausalLM", "LlamaConfig", TINY | {"rope_parameters": rope})
    plain = 1 / 500000.0 ** (np.arange(0, 16, 2) / 16)
    table = plain / model.model.rotary_emb.inv_freq.numpy()
    for name, array in (("a", table), ("b", np.arange(1, 9))):
        extra = {"rope_freqs.weight": array.astype(np.float32)}
        convert(model, "llama", tmp_path / f"{name}.gguf", extra=extra)
    found = AutoConfig.from_pretrained(tmp_path, gguf_file="a.gguf").rope_parameters
    assert found == rope | {"factor": pytest.approx(8.0)}
    with pytest.raises(errors.ConfigError, match=r"rope_freqs\.weight is not the table"):
        AutoConfig.from_pretrained(tmp_path, gguf_file="b.gguf")


def test_rotations_in_the_metadata(tmp_path: Path) -> None:
    model = oracle.reference("Qwen2ForCausalLM", "Qwen2Config", TINY)
    metadata = {
        "ARCH__rope__scaling__type": "yarn",
        "ARCH__rope__scaling__factor": 4.0,
        "ARCH__rope__scaling__original_context_length": 8,
    }
    convert(model, "qwen2", tmp_path / "a.gguf", **metadata)
    rope = AutoConfig.from_pretrained(tmp_path, gguf_file="a.gguf").rope_parameters
    assert rope["rope_type"] == "yarn" and rope["factor"] == 4.0
    assert rope["original_max_position_embeddings"] == 8

    options = TINY | dict(pad_token_id=0, eos_token_id=1, bos_token_id=2)
    model = oracle.reference("Phi3ForCausalLM", "Phi3Config", options)
    short, long = np.linspace(1, 2, 8), np.linspace(1, 9, 8)
    extra = {"rope_factors_short.weight": short, "rope_factors_long.weight": long}
    extra = {name: array.astype(np.float32) for name, array in extra.items()}
    metadata = {"ARCH__rope__scaling__original_context_length": 8}
    convert(model, "phi3", tmp_path / "b.gguf", extra=extra, **metadata)
    config = AutoConfig.from_pretrained(tmp_path, gguf_file="b.gguf")
    rope = config.rope_parameters
    assert rope["rope_type"] == "longrope" and config.original_max_position_embeddings == 8
    np.testing.assert_allclose(rope["long_factor"], long, rtol=1e-6)
    np.testing.assert_allclose(rope["short_factor"], short, rtol=1e-6)


def test_parts_of_a_split_file(tmp_path: Path) -> None:
    _, head = made("llama", tmp_path)
    reader = gguf.GGUFReader(tmp_path / "model.gguf")
    whole = list(reader.tensors)
    for n, part in enumerate((whole[:5], whole[5:]), 1):
        writer = gguf.GGUFWriter(str(tmp_path / f"m-{n:05d}-of-00002.gguf"), "llama")
        for key, field in reader.fields.items():
            if key.startswith("llama.") and n == 1:
                value = field.contents()
                (writer.add_float32 if isinstance(value, float) else writer.add_uint32)(key, value)
        writer.add_uint16("split.count", 2)
        for tensor in part:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    names = ("model.gguf", "m-00001-of-00002.gguf")
    one, two = (values(backends.load("numpy", head, tmp_path, gguf_file=name)) for name in names)
    for key, array in one.items():
        assert_array_equal(two[key], array)
    (tmp_path / "m-00002-of-00002.gguf").unlink()
    with pytest.raises(errors.FileMissingError, match="m-00002-of-00002"):
        backends.load("numpy", head, tmp_path, gguf_file=names[1])


# --- tokenizers --------------------------------------------------------------------------------

TEXTS = ["Hello  world, it's 12345!\n\n  and", " a\tb", "déjà vu <|end|> x", "日本", ""]


def vocabulary(arch: str, path: Path, **metadata: Any) -> None:
    """A file of a tokenizer alone."""
    writer = gguf.GGUFWriter(str(path), arch)
    for key, value in metadata.items():
        key = f"tokenizer.ggml.{key}"
        if isinstance(value, bool):
            writer.add_bool(key, value)
        elif isinstance(value, int):
            writer.add_uint32(key, value)
        elif isinstance(value, str):
            writer.add_string(key, value)
        else:
            writer.add_array(key, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def byte_level(tmp_path: Path, pre: str) -> None:
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    alphabet = list(bytes_to_unicode().values())
    merges = ["H e", "l l", "ll o", "He llo", "Ġ w", "o r", "Ġw or", "1 2", "12 3", "i t"]
    tokens = [*alphabet, *(merge.replace(" ", "") for merge in merges), "<|end|>", "<think>"]
    kinds = [1] * (len(tokens) - 2) + [3, 4]
    vocabulary(
        "llama", tmp_path / "t.gguf", model="gpt2", pre=pre, tokens=tokens, merges=merges,
        token_type=kinds, bos_token_id=len(tokens) - 2, eos_token_id=len(tokens) - 2,
        add_bos_token=True,
    )  # fmt: skip


def sentencepiece(tmp_path: Path, arch: str) -> None:
    pieces = ["<unk>", "<s>", "</s>", *(f"<0x{n:02X}>" for n in range(256))]
    learnt = ["▁H", "el", "lo", "▁w", "or", "▁wor", "ld", "ell", "▁Hello"]
    letters = list("▁Helowrdabit'sn,!")
    tokens = [*pieces, *learnt, *letters, "<|end|>"]
    scores = [0.0] * len(pieces) + [-float(n) for n in range(len(learnt) + len(letters))] + [0.0]
    kinds = [2, 3, 3] + [6] * 256 + [1] * (len(learnt) + len(letters)) + [4]
    vocabulary(
        arch, tmp_path / "t.gguf", model="llama", tokens=tokens, scores=scores, token_type=kinds,
        bos_token_id=1, eos_token_id=2, unknown_token_id=0,
    )  # fmt: skip


SPLITS = ("gpt-2", "qwen2", "llama-bpe", "tekken")


@pytest.mark.parametrize("case", [*SPLITS, "llama", "phi3", "gemma2"])
def test_tokenizers_are_transformers(case: str, tmp_path: Path) -> None:
    (byte_level if case in SPLITS else sentencepiece)(tmp_path, case)
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path, gguf_file="t.gguf")
    ours = AutoTokenizer.from_pretrained(tmp_path, gguf_file="t.gguf")
    for text in TEXTS:
        right = theirs(text)["input_ids"]
        assert ours(text)["input_ids"] == right, text
        if case != "gemma2":
            assert ours.decode(right) == theirs.decode(right)
    assert (ours.bos_token, ours.eos_token) == (theirs.bos_token, theirs.eos_token)


# --- refused -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    directory = tmp_path_factory.mktemp("gguf")
    made("llama", directory)
    return (directory / "model.gguf").read_bytes()


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


def header(tensors: int, keys: int, *parts: bytes) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, keys) + b"".join(parts)


NAME = text(b"general.architecture") + struct.pack("<I", 8) + text(b"llama")
ENTRY = text(b"token_embd.weight") + struct.pack("<I", 2)
HOSTILE = {
    "no gguf": (b"GGML" + bytes(60), "begins with"),
    "empty": (b"", "empty"),
    "version": (b"GGUF" + struct.pack("<IQQ", 99, 0, 0), "version 99"),
    "other order": (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "byte order"),
    "tensors": (header(2**60, 0), "tensors follow"),
    "keys": (header(0, 2**62), "keys follow"),
    "length of a key": (header(0, 1, struct.pack("<Q", 2**63)), "of 9223372036854775808 bytes"),
    "list": (header(0, 1, text(b"a"), struct.pack("<IIQ", 9, 8, 2**50)), "texts follow"),
    "numbers": (header(0, 1, text(b"a"), struct.pack("<IIQ", 9, 12, 2**61)), "numbers follow"),
    "nested": (header(0, 1, text(b"a"), struct.pack("<IIQ", 9, 9, 1)), "list of the type 9"),
    "kind of value": (header(0, 1, text(b"a"), struct.pack("<I", 77)), "type 77"),
    "twice": (header(0, 2, NAME, NAME), "there twice"),
    "many texts": (
        header(0, 1, text(b"a"), struct.pack("<IIQ", 9, 8, 3_000_000), bytes(24_000_000)),
        None,
    ),
    "dimensions": (
        header(1, 1, NAME, text(b"x"), struct.pack("<I", 2**31), bytes(30)),
        "dimensions",
    ),
    "shape": (
        header(1, 1, NAME, ENTRY, struct.pack("<QQIQ", 2**40, 2**40, 0, 0)),
        "has the shape",
    ),
    "offset": (
        header(1, 1, NAME, ENTRY, struct.pack("<QQIQ", 4, 4, 0, 2**62), bytes(99)),
        "would end at byte",
    ),
    "blocks": (
        header(1, 1, NAME, ENTRY, struct.pack("<QQIQ", 33, 4, 2, 0), bytes(999)),
        "whole blocks",
    ),
    "overlap": (
        header(2, 1, NAME, ENTRY, struct.pack("<QQIQ", 4, 4, 0, 0), text(b"output.weight"),
               struct.pack("<IQQIQ", 2, 4, 4, 0, 32), bytes(999)),
        "overlap",
    ),
    "alignment": (
        header(0, 1, text(b"general.alignment"), struct.pack("<II", 4, 0)),
        "general.alignment is 0",
    ),
    "no architecture": (header(0, 0), "no general.architecture"),
    "no sizes": (header(0, 1, NAME), r"no llama\.attention\.head_count"),
    "kind of size": (
        header(0, 2, NAME, text(b"llama.attention.head_count"), struct.pack("<I", 8), text(b"x")),
        "expected int",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files(case: str, tmp_path: Path) -> None:
    data, words = HOSTILE[case]
    (tmp_path / "a.gguf").write_bytes(data)
    with pytest.raises(errors.CorruptFileError, match=words):
        NumpyAutoModelForCausalLM.from_pretrained(tmp_path, gguf_file="a.gguf")


def test_every_cut_is_an_error(file: bytes, tmp_path: Path) -> None:
    for length in [*range(1, 1200, 13), len(file) - 1]:
        (tmp_path / "a.gguf").write_bytes(file[:length])
        with pytest.raises(errors.CorruptFileError):
            NumpyAutoModelForCausalLM.from_pretrained(tmp_path, gguf_file="a.gguf")


def test_changed_bytes_are_errors_of_ours(file: bytes, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for _ in range(150):
        data = bytearray(file)
        for position in rng.integers(0, 2500, 3):
            data[position] = rng.integers(0, 256)
        (tmp_path / "a.gguf").write_bytes(data)
        try:
            Gguf.read(tmp_path / "a.gguf")
            AutoConfig.from_pretrained(tmp_path, gguf_file="a.gguf")
        except errors.AutoError:
            pass


def test_types_and_architectures_that_are_not_read(file: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(
        header(1, 1, NAME, ENTRY, struct.pack("<QQIQ", 256, 4, 16, 0), bytes(999))
    )
    with pytest.raises(errors.ConfigError, match=r"IQ2_XXS are not read.*token_embd"):
        AutoConfig.from_pretrained(tmp_path, gguf_file="a.gguf")
    other = text(b"general.architecture") + struct.pack("<I", 8) + text(b"rwkv7")
    (tmp_path / "a.gguf").write_bytes(header(0, 1, other))
    with pytest.raises(errors.ConfigError, match="'rwkv7' is not read.*llama, qwen2"):
        AutoConfig.from_pretrained(tmp_path, gguf_file="a.gguf")
    for name in ("../a.gguf", os.fspath(tmp_path / "a.gguf")):
        with pytest.raises(errors.UnsafeFileError):
            AutoConfig.from_pretrained(tmp_path, gguf_file=name)
    with pytest.raises(errors.FileMissingError, match=r"gguf_file='a\.gguf'"):
        AutoConfig.from_pretrained(tmp_path)
