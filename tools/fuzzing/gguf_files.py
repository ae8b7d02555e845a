"""`model.gguf`: its counts, sizes and types, its metadata, its blocks; config and tokenizer too."""

from __future__ import annotations

import struct
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from auto_core import AutoTokenizer
from auto_core.checkpoints.gguf.architectures import config_of, weights_of
from auto_core.checkpoints.gguf.reader import Gguf
from fuzzing.frame import Subject
from fuzzing.mutations import mutate_bytes
from fuzzing.weights import touch

_F32, _Q8_0, _Q4_K = 0, 8, 12
_TOKENS = ["<unk>", "<s>", "</s>", "a", "b", "ab", "▁a", "c"]


def _text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Any) -> bytes:
    """Its type and itself."""
    match value:
        case str():
            return struct.pack("<I", 8) + _text(value)
        case bool():
            return struct.pack("<I?", 7, value)
        case int():
            return struct.pack("<II", 4, value)
        case float():
            return struct.pack("<If", 6, value)
        case [str(), *_]:
            items = b"".join(map(_text, value))
            return struct.pack("<IIQ", 9, 8, len(value)) + items
        case _:
            kind, dtype = (6, "<f4") if isinstance(value[0], float) else (5, "<i4")
            return struct.pack("<IIQ", 9, kind, len(value)) + np.array(value, dtype).tobytes()


def _file(arch: str, model: str, **more: Any) -> bytes:
    """A decoder of one layer."""
    sizes = dict(block_count=1, context_length=32, embedding_length=256, feed_forward_length=256)
    metadata = {
        "general.architecture": arch,
        **{f"{arch}.{name}": value for name, value in sizes.items()},
        f"{arch}.attention.head_count": 4,
        f"{arch}.attention.head_count_kv": 2,
        f"{arch}.attention.layer_norm_rms_epsilon": 1e-5,
        f"{arch}.rope.freq_base": 10000.0,
        "tokenizer.ggml.model": model,
        "tokenizer.ggml.tokens": _TOKENS,
        "tokenizer.ggml.scores": [float(-i) for i in range(len(_TOKENS))],
        "tokenizer.ggml.token_type": [2, 3, 3, *[1] * (len(_TOKENS) - 3)],
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        **more,
    }
    rng, table, data = np.random.default_rng(0), b"", b""
    for name, shape, kind in [
        ("token_embd.weight", (256, 8), _Q8_0),
        ("blk.0.attn_q.weight", (256, 256), _Q4_K),
        ("blk.0.attn_norm.weight", (256,), _F32),
        ("output_norm.weight", (256,), _F32),
    ]:
        per, size = {_F32: (1, 4), _Q8_0: (32, 34), _Q4_K: (256, 144)}[kind]
        table += _text(name) + struct.pack("<I", len(shape))
        table += struct.pack(f"<{len(shape)}QIQ", *shape, kind, len(data))
        data += rng.bytes(int(np.prod(shape)) // per * size)
        data += bytes(-len(data) % 32)
    pairs = b"".join(_text(key) + _value(value) for key, value in metadata.items())
    head = b"GGUF" + struct.pack("<IQQ", 3, 4, len(metadata)) + pairs + table
    return head + bytes(-len(head) % 32) + data


def _seeds() -> list[bytes]:
    merges = {"tokenizer.ggml.merges": ["a b"], "tokenizer.ggml.pre": "qwen2"}
    return [_file("llama", "llama"), _file("qwen2", "gpt2", **merges)]


def _mutate(random: Random, content: bytes) -> bytes:
    """Most changes go to the metadata and the table, before the 39 kB of blocks."""
    head = len(content) - 39 * 1024
    if head < 64 or not random.randrange(5):
        return mutate_bytes(random, content)
    return mutate_bytes(random, content[:head]) + content[head:]


def _read(path: Path) -> None:
    file = Gguf.read(path)
    touch(file.tensors)
    config_of(file)
    touch(weights_of(file))
    AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)("ab a")


SUBJECTS = (Subject("gguf", "model.gguf", _seeds, _mutate, _read),)
