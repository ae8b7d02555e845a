"""Tokenizer files that ask for more than any tokenizer has are refused, soon and by name."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from core.limits import limited
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.checkpoints.context import reading
from auto_core.errors import AutoError, CorruptFileError, FileMissingError, InputError
from auto_core.tokenizers import PreTrainedTokenizer

LOAD = "from auto_core import AutoTokenizer\nAutoTokenizer.from_pretrained(sys.argv[1])('aa')"
CONSTRUCT = (
    "from auto_core.tokenizers import PreTrainedTokenizer\n"
    "PreTrainedTokenizer(tokenizer_file=sys.argv[1] + '/tokenizer.json')('aa')"
)


def load(folder: Path, code: str = LOAD) -> str:
    return limited(code, folder, imports="import auto_core.tokenizers.loading")


def settings(folder: Path, name: str, **values: Any) -> None:
    config = {"tokenizer_class": name, **values}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def rust(folder: Path, **parts: Any) -> None:
    """tokenizer.json of a tokenizer of two words, with other parts."""
    tokenizer = Tokenizer(models.WordLevel({"a": 0, "aa": 1}, unk_token="a"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    (folder / "tokenizer.json").write_text(tokenizer.to_str())


def tekken(folder: Path, *, token: bytes = b"ab", **config: Any) -> None:
    content = {
        "config": {"pattern": "[a-z]+", **config},
        "special_tokens": [{"rank": 0, "token_str": "<s>"}],
        "vocab": [{"token_bytes": base64.b64encode(item).decode()} for item in (b"a", b"b", token)],
    }
    (folder / "tekken.json").write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("name", "setting"), [("T5Tokenizer", "extra_ids"), ("PegasusTokenizer", "offset")]
)
@pytest.mark.parametrize("value", [10**9, -1, "100", 1.5, True], ids=repr)
def test_numbers_of_tokens(
    vocabularies: Path, tmp_path: Path, name: str, setting: str, value: Any
) -> None:
    shutil.copy(vocabularies / "t5" / "spm.model", tmp_path / "spiece.model")
    settings(tmp_path, name, **{setting: value})
    with pytest.raises(AutoError, match=rf"tokenizer_config\.json.*{setting} is .*from 0 to 65536"):
        AutoTokenizer.from_pretrained(tmp_path)


@pytest.mark.parametrize("value", [10**9, "9", -5])
def test_special_tokens_of_tekken(tmp_path: Path, value: Any) -> None:
    tekken(tmp_path, default_num_special_tokens=value)
    with pytest.raises(CorruptFileError, match=r"tekken\.json.*default_num_special_tokens"):
        AutoTokenizer.from_pretrained(tmp_path)


@pytest.mark.parametrize("way", [LOAD, CONSTRUCT], ids=["from_pretrained", "tokenizer_file"])
def test_an_id_far_beyond_the_tokens(tmp_path: Path, way: str) -> None:
    rust(tmp_path)
    content = (tmp_path / "tokenizer.json").read_text()
    (tmp_path / "tokenizer.json").write_text(content.replace('"aa":1', '"aa":4000000000'))
    assert "has the id 4000000000, but there are 2 tokens" in load(tmp_path, way)


def test_an_id_far_beyond_in_older_files(vocabularies: Path, tmp_path: Path) -> None:
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(vocabularies / "bytes" / name, tmp_path)
    vocabulary = json.loads((tmp_path / "vocab.json").read_text())
    vocabulary["far"] = 4 * 10**9
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary))
    settings(tmp_path, "GPT2Tokenizer")
    assert "vocab.json or merges.txt: a token has the id 4000000000" in load(tmp_path)


def test_an_added_token_far_beyond_ranks(vocabularies: Path, tmp_path: Path) -> None:
    (file,) = (vocabularies / "tiktoken").iterdir()
    shutil.copy(file, tmp_path / "tiktoken.model")
    added = {"4000000000": {"content": "<far>", "special": True}}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"added_tokens_decoder": added}))
    assert "has the id 4000000000" in load(tmp_path)


def _varint(number: int) -> bytes:
    more, low = number >> 7, number & 127
    return bytes([low | 128]) + _varint(more) if more else bytes([low])


@pytest.mark.parametrize("kind", ["tekken", "ranks", "sentencepiece"])
def test_a_piece_of_a_megabyte(vocabularies: Path, tmp_path: Path, kind: str) -> None:
    """Every way to make it of two others would be tried: a terabyte of slices."""
    piece = b"a" * 2**20
    if kind == "tekken":
        tekken(tmp_path, token=piece)
    elif kind == "ranks":
        lines = [base64.b64encode(token) + b" %d" % i for i, token in enumerate((b"a", piece))]
        (tmp_path / "tiktoken.model").write_bytes(b"\n".join(lines))
    else:
        inside = b"\x0a" + _varint(len(piece)) + piece
        content = (vocabularies / "bpe" / "spm.model").read_bytes()
        (tmp_path / "tokenizer.model").write_bytes(
            content + b"\x0a" + _varint(len(inside)) + inside
        )
        settings(tmp_path, "LlamaTokenizer")
    assert "has a piece of length 1048576, expected at most 1024" in load(tmp_path)


@pytest.mark.parametrize("steps", [11, 64])
@pytest.mark.parametrize("part", ["normalizer", "decoder"])
def test_replacements_that_double(tmp_path: Path, part: str, steps: int) -> None:
    module: Any = {"normalizer": normalizers, "decoder": decoders}[part]
    doubling = [module.Replace("a", "aa") for _ in range(steps)]
    nested = module.Sequence([module.Sequence(doubling[:5]), *doubling[5:]])
    rust(tmp_path, **{part: nested})
    assert "make more than 1024 characters of one" in load(tmp_path)


@pytest.mark.parametrize("key", ["Regex", r"\u0052eg\u0065x"])
def test_regexes_of_a_quarter_megabyte(tmp_path: Path, key: str) -> None:
    """Compiled, each of these eleven characters would take 15 kB."""
    rust(tmp_path)
    content = json.loads((tmp_path / "tokenizer.json").read_text())
    pattern = {"key": r"[\p{L}\p{N}]" * 20_000}
    split = {"type": "Split", "pattern": pattern, "behavior": "Isolated", "invert": False}
    content["pre_tokenizer"] = split
    written = json.dumps(content).replace('"key"', f'"{key}"')
    (tmp_path / "tokenizer.json").write_text(written)
    assert "bytes or more, expected at most 16384" in load(tmp_path)


def test_a_regex_that_backtracks_is_given_up(tmp_path: Path) -> None:
    """The library gives up by a panic: an error of ours, when encoding as when decoding."""
    endless = Regex(r"(a+)+$")
    rust(
        tmp_path,
        pre_tokenizer=pre_tokenizers.Split(endless, "isolated"),
        decoder=decoders.Replace(endless, ""),
    )
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    text = "a" * 40 + "b"
    with pytest.raises(InputError, match=r"cannot be encoded so: .*retry-limit"):
        tokenizer(text)
    tokenizer.add_tokens([text])
    with pytest.raises(InputError, match=r"cannot be decoded: .*retry-limit"):
        tokenizer.decode([2])


def test_a_tokenizer_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError, match=r"there\.json is no file"):
        PreTrainedTokenizer(tokenizer_file=tmp_path / "there.json")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(CorruptFileError, match=r"tokenizer\.json is no tokenizer"):
        PreTrainedTokenizer(tokenizer_file=tmp_path / "tokenizer.json")


def test_usual_replacements_are_none_that_double(tmp_path: Path) -> None:
    steps = [normalizers.Prepend("▁"), *[normalizers.Replace(" ", "▁") for _ in range(40)]]
    rust(tmp_path, normalizer=normalizers.Sequence(steps))
    assert AutoTokenizer.from_pretrained(tmp_path)("a").input_ids is not None


def test_a_panic_of_rust_becomes_an_error_that_names_the_files() -> None:
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})
    with (
        pytest.raises(CorruptFileError, match=r"x\.json or y\.json of 'repo'.*PanicException: no"),
        reading("repo", "x.json", "y.json"),
    ):
        raise panic("no")


def test_an_interrupt_is_none() -> None:
    with pytest.raises(KeyboardInterrupt), reading("repo", "x.json"):
        raise KeyboardInterrupt


def test_many_tokens_that_are_kept_whole_are_added_soon(vocabularies: Path, tmp_path: Path) -> None:
    """Adding one goes over all that are there: one by one, these would take minutes."""
    pieces = b""
    for index in range(20_000):
        name = b"<kept%d>" % index
        inside = b"\x0a" + _varint(len(name)) + name + b"\x18\x04"  # user-defined
        pieces += b"\x0a" + _varint(len(inside)) + inside
    content = (vocabularies / "bpe" / "spm.model").read_bytes()
    (tmp_path / "tokenizer.model").write_bytes(content + pieces)
    settings(tmp_path, "LlamaTokenizer")
    assert load(tmp_path) == "done"
