"""The tokenizer in a GGUF file's metadata, as the tokenizer.json that it was made from.

Vocabulary, merges (or the scores of sentencepiece's pieces) and the tokens' kinds are there; how
text is split is a name (`tokenizer.ggml.pre`), whose regexes are those of the models' own files.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from auto_core.checkpoints.context import reading
from auto_core.checkpoints.gguf.reader import Gguf
from auto_core.checkpoints.hub import Snapshot
from auto_core.errors import ConfigError, CorruptFileError
from auto_core.tokenizers.builders.sentencepiece import merges
from auto_core.tokenizers.files import TOKENIZER_FILE, TokenizerFiles

_UNKNOWN, _CONTROL, _WHOLE = 2, 3, 4  # kinds of tokens

_LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_QWEN2 = _LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_TEKKEN = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+|[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*|\p{{N}}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# What splits text -> the regex (None: GPT-2's own).
_SPLITS: dict[str, str | None] = {
    **dict.fromkeys(("llama-bpe", "llama3", "llama-v3", "falcon3", "smaug-bpe", "dbrx"), _LLAMA3),
    **dict.fromkeys(("qwen2", "deepseek-r1-qwen", "megrez"), _QWEN2),
    "tekken": _TEKKEN,
    **dict.fromkeys(("gpt-2", "default", "phi-2", "jina-es", "jina-de", "roberta-bpe"), None),
}
# Of these, a stretch that is a token is that token, whatever the merges.
_WHOLE_FIRST = (_LLAMA3, _TEKKEN)
_ROLES = {"bos_token": "bos", "eos_token": "eos", "unk_token": "unknown", "pad_token": "padding"}


@dataclass
class GgufTokenizerFiles(TokenizerFiles):
    """The files of a tokenizer, of which one is written for as long as it is read."""

    origin: str = ""

    @property
    def name(self) -> str:
        return self.origin


@contextmanager
def read_gguf(
    name_or_path: str | os.PathLike[str] | Snapshot, gguf_file: str, **hub: Any
) -> Iterator[GgufTokenizerFiles]:
    """The tokenizer that a GGUF file describes.

    Raises:
        ConfigError: its kind, or how it splits text, is not known.
        CorruptFileError: the metadata does not make a tokenizer.
    """
    snapshot = Snapshot.open(name_or_path, **hub)
    file = Gguf.open(snapshot, gguf_file)
    with reading(snapshot.name, gguf_file):
        rust, stored = _built(file)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, TOKENIZER_FILE)
        rust.save(str(path))
        name = "PreTrainedTokenizerFast"
        yield GgufTokenizerFiles(None, path, stored, None, name, snapshot.name)


def _built(file: Gguf) -> tuple[Tokenizer, dict[str, Any]]:
    tokens = file.get("tokenizer.ggml.tokens", list)
    kind = file.get("tokenizer.ggml.model", str)
    if not tokens or not all(isinstance(token, str) for token in tokens):
        file.fail("its metadata has no tokenizer.ggml.tokens")
    kinds = file.metadata.get("tokenizer.ggml.token_type", ())
    if len(kinds) not in (0, len(tokens)):
        file.fail(f"it has {len(tokens)} tokens, and token_type for {len(kinds)}")
    roles = {role: _role(file, tokens, name) for role, name in _ROLES.items()}
    if kind == "gpt2":
        rust = _byte_level(file, tokens)
    elif kind == "llama":
        rust = _sentencepiece(file, tokens, roles["unk_token"])
    else:
        raise ConfigError(
            f"{file.path}: a tokenizer of the kind {kind!r:.40} is not read from GGUF files, only "
            "'gpt2' and 'llama'."
        )
    whole = [
        AddedToken(token, normalized=False, special=int(kind) == _CONTROL)
        for token, kind in zip(tokens, kinds, strict=False)
        if int(kind) in (_CONTROL, _WHOLE)
    ]
    rust.add_tokens([token for token in whole if rust.token_to_id(token.content) is not None])
    named = [token for token in roles.values() if token is not None]
    rust.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in named])
    _frame(file, rust, roles, default=kind == "llama")
    stored: dict[str, Any] = {k: token for k, token in roles.items() if token is not None}
    template = file.get("tokenizer.chat_template", str)
    if template is not None:
        stored["chat_template"] = template
        stored["_template_files"] = {template: str(file.path)}
    length = file.get(f"{file.architecture}.context_length")
    if length is not None and length > 0:
        stored["model_max_length"] = length
    return rust, {**stored, "clean_up_tokenization_spaces": False}


def _role(file: Gguf, tokens: list[str], name: str) -> str | None:
    index = file.get(f"tokenizer.ggml.{name}_token_id")
    if index is None:
        return None
    if not 0 <= index < len(tokens):
        file.fail(f"its {name}_token_id is {index}, of {len(tokens)} tokens")
    return tokens[index]


def _frame(file: Gguf, rust: Tokenizer, roles: Mapping[str, str | None], *, default: bool) -> None:
    """Put bos and eos around texts, as the flags say."""
    first = roles["bos_token"] if _flag(file, "add_bos_token", default) else None
    last = roles["eos_token"] if _flag(file, "add_eos_token", False) else None
    around = {token: rust.token_to_id(token) for token in (first, last) if token is not None}
    if around:
        one = [part for part in (first, "$A", last) if part is not None]
        two = [part if part != "$A" else "$B" for part in one]
        rust.post_processor = processors.TemplateProcessing(
            single=one,
            pair=[*(f"{part}:0" for part in one), *(f"{part}:1" for part in two)],
            special_tokens=list(around.items()),
        )


def _flag(file: Gguf, name: str, default: bool) -> bool:
    return file.get(f"tokenizer.ggml.{name}", bool, default)


def _byte_level(file: Gguf, tokens: list[str]) -> Tokenizer:
    """GPT-2's bytes as characters, and merges in order."""
    lines = file.get("tokenizer.ggml.merges", list)
    if lines is None:
        file.fail("its metadata has no tokenizer.ggml.merges")
    pairs: list[tuple[str, str]] = []
    for line in lines:
        parts = line.split(" ") if isinstance(line, str) else ()
        if len(parts) != 2:
            file.fail(f"the merge {line!r:.80} is not of two")
        pairs.append((parts[0], parts[1]))
    name = file.get("tokenizer.ggml.pre", str, "default")
    if name not in _SPLITS:
        raise ConfigError(
            f"{file.path}: how {name!r:.40} (tokenizer.ggml.pre) splits text is not known; known "
            f"are {', '.join(_SPLITS)}."
        )
    split = _SPLITS[name]
    model = models.BPE(_vocabulary(file, tokens), pairs, ignore_merges=split in _WHOLE_FIRST)
    rust = Tokenizer(model)
    if split is None:
        rust.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    else:
        rust.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(split), behavior="isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
    if split == _QWEN2:
        rust.normalizer = normalizers.NFC()
    rust.decoder = decoders.ByteLevel()
    return rust


def _sentencepiece(file: Gguf, tokens: list[str], unknown: str | None) -> Tokenizer:
    """Pieces, whose merges follow from their scores."""
    gemma = file.architecture.startswith("gemma")
    if gemma:  # pieces of blanks are spelled with blanks
        tokens = ["▁" * len(t) if " " in t and not t.strip() else t for t in tokens]
    vocabulary = _vocabulary(file, tokens)
    scores = file.metadata.get("tokenizer.ggml.scores")
    order = vocabulary
    if not gemma:
        if scores is None or len(scores) != len(tokens):
            file.fail(f"it has {len(tokens)} tokens, and scores for {len(scores or ())}")
        ranked = sorted(range(len(tokens)), key=lambda index: -float(scores[index]))
        order = {tokens[index]: rank for rank, index in enumerate(ranked)}
    options = {"unk_token": unknown} if unknown is not None else {}
    model = models.BPE(
        vocabulary, merges(order, vocabulary), fuse_unk=True, byte_fallback=True, **options
    )
    rust = Tokenizer(model)
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    prefix = _flag(file, "add_space_prefix", not gemma)
    if gemma:
        rust.normalizer = normalizers.Replace(" ", "▁")
        rust.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous")
    elif file.architecture == "phi3":
        first = [normalizers.Prepend("▁")] if prefix else []
        rust.normalizer = normalizers.Sequence([*first, normalizers.Replace(" ", "▁")])
    else:
        rust.pre_tokenizer = pre_tokenizers.Metaspace(
            replacement="▁", prepend_scheme="first" if prefix else "never", split=False
        )
    if prefix and not gemma:
        steps.append(decoders.Strip(content=" ", left=1))
    rust.decoder = decoders.Sequence(steps)
    return rust


def _vocabulary(file: Gguf, tokens: list[str]) -> dict[str, int]:
    found = {token: index for index, token in enumerate(tokens)}
    if len(found) != len(tokens):
        raise CorruptFileError(
            f"{file.path}: of its {len(tokens)} tokens, {len(tokens) - len(found)} are there twice."
        )
    return found
