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
from auto_core.tokenizers.builders.parts import add_roles, add_token, template, with_id
from auto_core.tokenizers.files import TokenizerFiles


def bert(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """[CLS] A [SEP] B [SEP], with the second text as type 1."""
    return _bert(files, settings, cls_type=0)


def funnel(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Like BERT, but the first token is of type 2."""
    return _bert(files, settings, cls_type=2)


def mpnet(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """BERT's pieces inside RoBERTa's <s> A </s></s> B </s>."""
    tokenizer = wordpiece(read_vocab_txt(files.require("vocab.txt")), settings)
    tokenizer.post_processor = processors.RobertaProcessing(
        with_id(tokenizer, settings, "sep_token"),
        with_id(tokenizer, settings, "cls_token"),
        True,
        False,
    )
    return tokenizer


def prophetnet(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """BERT's pieces; A [SEP] B [SEP]."""
    tokenizer = wordpiece(read_vocab_txt(files.require("prophetnet.tokenizer")), settings)
    sep = settings["sep_token"]
    template(tokenizer, settings, f"$A {sep}", f"$A {sep} $B {sep}")
    return tokenizer


def splinter(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """BERT's, with [QUESTION] . at the end of the question, the first text or (with
    `padding_side="left"`) the second."""
    tokenizer = wordpiece(read_vocab_txt(files.require("vocab.txt")), settings)
    cls, sep = settings["cls_token"], settings["sep_token"]
    asked = f"{settings['question_token']} . {sep}"
    pair = f"$A {asked} $B:1 {sep}:1"
    if settings.get("padding_side") == "left":
        pair = f"$A {sep} $B:1 {settings['question_token']}:1 .:1 {sep}:1"
    add_roles(tokenizer, settings)
    add_token(tokenizer, settings["question_token"])
    template(tokenizer, settings, f"{cls} $A {sep}", f"{cls} {pair}")
    return tokenizer


def _bert(files: TokenizerFiles, settings: dict[str, Any], *, cls_type: int) -> Tokenizer:
    tokenizer = wordpiece(read_vocab_txt(files.require("vocab.txt")), settings)
    cls, sep = settings["cls_token"], settings["sep_token"]
    template(
        tokenizer,
        settings,
        f"{cls}:{cls_type} $A:0 {sep}:0",
        f"{cls}:{cls_type} $A:0 {sep}:0 $B:1 {sep}:1",
    )
    return tokenizer


def wordpiece(vocabulary: dict[str, int], settings: dict[str, Any]) -> Tokenizer:
    """BERT's cleaning, splitting and greedy longest match, without special tokens around."""
    prefix = settings.get("wordpieces_prefix", "##")
    tokenizer = Tokenizer(
        models.WordPiece(
            vocabulary,
            unk_token=str(settings["unk_token"]),
            continuing_subword_prefix=prefix,
        )
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
