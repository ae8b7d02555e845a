"""Names from files, servers and callers that become paths: one gate, on saving as on loading."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, models

from auto_core import AutoConfig, AutoTokenizer
from auto_core.checkpoints.hub import Snapshot, shortened
from auto_core.checkpoints.paths import written
from auto_core.converting import convert
from auto_core.decoding.config import GenerationConfig
from auto_core.errors import CheckpointError, FileMissingError, UnsafeFileError, printable

HOSTILE = ["../../../evil", "/tmp/evil", "a/../../evil", "..", ".", "", "a\\b", "C:evil", "a\0b",
           "x" * 300, "red\x1b[31m", "\ud800", "-rf"]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tokenizer of two tokens, deep in the directory."""
    folder = tmp_path / "a" / "b" / "c" / "model"
    folder.mkdir(parents=True)
    tokenizer = Tokenizer(models.WordLevel({"a": 0, "b": 1}, unk_token="a"))
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "PreTrainedTokenizerFast"}')
    return folder


def everything(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_chat_template_cannot_choose_where_it_is_written(
    tmp_path: Path, folder: Path, name: str
) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = {"default": "x", name: "evil"}
    before = everything(tmp_path)
    with pytest.raises(UnsafeFileError, match="chat template"):
        tokenizer.save_pretrained(folder / "saved")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("name", HOSTILE)
def test_a_tokenizer_config_with_such_a_name_is_refused(folder: Path, name: str) -> None:
    templates = [{"name": name, "template": "evil"}]
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "chat_template": templates}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    with pytest.raises(UnsafeFileError, match="chat template"):
        AutoTokenizer.from_pretrained(folder)


def test_plain_names_of_templates_come_back(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = {"default": "x", "tool_use": "y", "rag-v1.2": "z"}
    tokenizer.save_pretrained(folder / "saved")
    again = AutoTokenizer.from_pretrained(folder / "saved")
    assert again.chat_template == tokenizer.chat_template


def test_the_folder_of_templates_cannot_be_a_link_to_outside(tmp_path: Path, folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = {"default": "x", "tool_use": "y"}
    (folder / "saved").mkdir()
    (tmp_path / "outside").mkdir()
    (folder / "saved" / "additional_chat_templates").symlink_to(tmp_path / "outside")
    with pytest.raises(UnsafeFileError, match="link out of"):
        tokenizer.save_pretrained(folder / "saved")
    assert not everything(tmp_path / "outside")


@pytest.mark.parametrize("name", ["../evil.json", "/tmp/evil.json", ".."])
def test_a_generation_config_is_written_into_its_directory(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafeFileError, match="config_file_name"):
        GenerationConfig().save_pretrained(tmp_path / "model", config_file_name=name)


@pytest.mark.parametrize("name", ["model.safetensors", ".hidden", "a/b.json"])
def test_names_that_are_written(tmp_path: Path, name: str) -> None:
    assert written(tmp_path, name, "file") == tmp_path / name


# --- companions of a conversion ---------------------------------------------------------------


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    from auto_core import NumpyBertModel
    from auto_core.configs.bert import BertConfig

    sizes = dict(hidden_size=8, intermediate_size=8, num_attention_heads=2, num_hidden_layers=1)
    config = BertConfig(vocab_size=11, max_position_embeddings=5, **sizes)
    NumpyBertModel.from_config(config).save_pretrained(tmp_path / "model")
    return tmp_path / "model"


@pytest.mark.parametrize("name", ["vocab.txt", "notes.json"])
def test_a_conversion_copies_no_file_from_outside(
    tmp_path: Path, checkpoint: Path, name: str
) -> None:
    (tmp_path / "secret").write_text("private")
    (checkpoint / name).symlink_to(tmp_path / "secret")
    config = AutoConfig.from_pretrained(checkpoint)
    with pytest.raises(UnsafeFileError, match=rf"{name} is a link out of"):
        convert(checkpoint, "msgpack", config, out=tmp_path / "out")
    assert not (tmp_path / "out" / name).exists()


def test_a_conversion_copies_what_links_within_the_source(tmp_path: Path, checkpoint: Path) -> None:
    (checkpoint / "vocab.txt").write_text("a")
    (checkpoint / "tokens.txt").symlink_to("vocab.txt")
    done = convert(
        checkpoint, "msgpack", AutoConfig.from_pretrained(checkpoint), out=tmp_path / "o"
    )
    assert {path.name for path in done.copied} == {"config.json", "vocab.txt", "tokens.txt"}


# --- what is printed --------------------------------------------------------------------------


def test_names_are_printed_escaped(tmp_path: Path) -> None:
    (tmp_path / "red\x1b[31m\nline").touch()
    with pytest.raises(FileMissingError) as caught:
        Snapshot.open(tmp_path).require("config.json")
    assert "red\\x1b[31m\\nline" in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b]0;title\x07", "a\\x1b]0;title\\x07"),
        ("two\nlines", "two\nlines"),
        ("\ud800", "\\ud800"),
        ("\u202etxt.exe", "\\u202etxt.exe"),  # written from right to left
        ("at https://user:pass@host/x", "at https://***@host/x"),
        ("at https://token@host", "at https://***@host"),
        ("of a token hf_abcdefghijklmnopqrst", "of a token ***"),
        ("mail me@host and see https://host/a@b", "mail me@host and see https://host/a@b"),
    ],
)
def test_messages_are_printable_and_without_secrets(text: str, shown: str) -> None:
    assert str(CheckpointError(text)) == shown == printable(text)


def test_a_list_of_names_is_one_line() -> None:
    assert shortened(["a\nb", "c" * 1000]) == "a\\nb, " + "c" * 200


def test_a_snapshot_shows_no_token() -> None:
    snapshot = Snapshot("user/model", options={"token": "hf_private", "cache_dir": None})
    assert "hf_private" not in repr(snapshot)


# --- folders that are no checkpoint -----------------------------------------------------------


def test_a_folder_that_is_no_checkpoint_is_not_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / "photos" / "2020"
    deep.mkdir(parents=True)
    (deep / "private.jpg").touch()
    (tmp_path / "notes.txt").touch()
    monkeypatch.setattr(Path, "rglob", lambda *_: pytest.fail("it was walked"))
    with pytest.raises(FileMissingError, match=r"Found: notes\.txt\.$"):
        Snapshot.open(tmp_path).require("config.json")


def test_of_a_checkpoint_all_files_are_found(tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").touch()
    (tmp_path / "tokenizer_config.json").touch()
    assert Snapshot.open(tmp_path).files() == ["onnx/model.onnx", "tokenizer_config.json"]


def test_odd_names_are_logged_escaped(caplog: pytest.LogCaptureFixture) -> None:
    from auto_core.checkpoints.hub import _listed

    names: list[Any] = ["a", "../\x1b[31m", {"b": 1}]
    with caplog.at_level(logging.WARNING):
        assert _listed("user/model", names) == {"a"}
    assert "\x1b" not in caplog.text
