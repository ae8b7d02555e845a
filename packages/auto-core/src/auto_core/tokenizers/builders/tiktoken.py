"""tiktoken's rank files: one line per token, base64 of its bytes and its rank."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, processors

from auto_core.errors import CorruptFileError
from auto_core.tokenizers.bounds import check_ids, check_pieces
from auto_core.tokenizers.builders.bpe import split_bytes
from auto_core.tokenizers.files import TokenizerFiles

CL100K_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
    r"\s*[\r\n]+|\s+(?!\S)|\s+"
)


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Ranks are ids; added tokens of tokenizer_config.json follow, with gaps filled."""
    ranks = read_ranks(files.require("tiktoken.model", "tokenizer.model"))
    tokenizer = Tokenizer(byte_pairs(ranks, {}))
    tokenizer.pre_tokenizer = split_bytes(CL100K_SPLIT, False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.add_special_tokens(
        [AddedToken(t, normalized=False, special=True) for t in _special(settings, len(ranks))]
    )
    return tokenizer


def byte_pairs(ranks: dict[bytes, int], first: dict[str, int]) -> models.BPE:
    """A token is merged from any two that are there; ids are the ranks, after the `first` ones."""
    letters = byte_letters()

    def text(token: bytes) -> str:
        return "".join(letters[byte] for byte in token)

    merges = [
        (text(token[:cut]), text(token[cut:]))
        for token in sorted(ranks, key=ranks.__getitem__)
        for cut in sorted(
            (cut for cut in range(1, len(token)) if token[:cut] in ranks and token[cut:] in ranks),
            key=lambda cut, token=token: (ranks[token[:cut]], ranks[token[cut:]]),
        )
    ]
    vocabulary = {text(token): rank + len(first) for token, rank in ranks.items()}
    return models.BPE({**vocabulary, **first}, merges, fuse_unk=False, ignore_merges=True)


def read_ranks(path: Path) -> dict[bytes, int]:
    """Parse a rank file.

    Raises:
        CorruptFileError: a line is not a token and its rank (the line is named).
    """
    ranks: dict[bytes, int] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line:
            continue
        try:
            token, rank = line.split()
            ranks[base64.b64decode(token, validate=True)] = int(rank)
        except (ValueError, binascii.Error) as error:
            raise CorruptFileError(f"{path}, line {number}: no token and rank: {error}") from error
    check_pieces(path, ranks)
    check_ids(path, ranks.values(), len(ranks))
    return ranks


def byte_letters() -> dict[int, str]:
    """The printable letter that stands for each byte in byte-level vocabularies (GPT-2's)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {byte: chr(byte) for byte in printable}
    others = (byte for byte in range(256) if byte not in letters)
    return letters | {byte: chr(0x100 + index) for index, byte in enumerate(others)}


def _special(settings: dict[str, Any], size: int) -> list[str]:
    decoder = settings.get("added_tokens_decoder") or {}
    names = {int(index): str(token) for index, token in decoder.items()}
    last = max(names, default=-1)
    check_ids("added_tokens_decoder", names, size)
    listed = [str(token) for token in settings.get("extra_special_tokens") or ()]
    filled = [names.get(i, f"<|reserved_token_{i}|>") for i in range(size, last + 1)]
    return [*filled, *(token for token in listed if token not in filled)]
