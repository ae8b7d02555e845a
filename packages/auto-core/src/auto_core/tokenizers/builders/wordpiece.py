"""WordPiece (Schuster & Nakajima, 2012; BERT, arXiv:1810.04805) from vocab.txt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from auto_core.errors import CorruptFileError
from auto_core.tokenizers.files import TokenizerFiles


def bert(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """[CLS] A [SEP] B [SEP], with the second text as type 1."""
    vocabulary = read_vocab_txt(files.require("vocab.txt"))
    tokenizer = wordpiece(vocabulary, settings)
    cls, sep = str(settings["cls_token"]), str(settings["sep_token"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{cls}:0 $A:0 {sep}:0",
        pair=f"{cls}:0 $A:0 {sep}:0 $B:1 {sep}:1",
        special_tokens=_ids(tokenizer, vocabulary, cls, sep),
    )
    return tokenizer


def wordpiece(vocabulary: dict[str, int], settings: dict[str, Any]) -> Tokenizer:
    """BERT's cleaning, splitting and greedy longest match, without special tokens around."""
    unk = str(settings["unk_token"])
    prefix = settings.get("wordpieces_prefix", "##")
    tokenizer = Tokenizer(
        models.WordPiece(vocabulary, unk_token=unk, continuing_subword_prefix=prefix)
    )
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=settings.get("clean_text", True),
        handle_chinese_chars=settings["tokenize_chinese_chars"],
        strip_accents=settings["strip_accents"],
        lowercase=settings["do_lower_case"],
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix=prefix)
    return tokenizer


def read_vocab_txt(path: Path) -> dict[str, int]:
    """One token per line, the line number is the id."""
    try:
        # Not splitlines(): vocabularies hold other line separators (U+2028) as tokens.
        with path.open(encoding="utf-8", newline="\n") as lines:
            tokens = [line.rstrip("\r\n") for line in lines]
    except UnicodeDecodeError as error:
        raise CorruptFileError(f"{path} is not UTF-8 text: {error}") from error
    if not tokens:
        raise CorruptFileError(f"{path} is empty, expected one token per line.")
    return {token: index for index, token in enumerate(tokens)}


def _ids(
    tokenizer: Tokenizer, vocabulary: dict[str, int], *tokens: str
) -> list[tuple[str, int]]:
    """Ids of tokens for a template; tokens that the vocabulary lacks are added first."""
    tokenizer.add_special_tokens([token for token in tokens if token not in vocabulary])
    return [(token, tokenizer.token_to_id(token)) for token in dict.fromkeys(tokens)]
