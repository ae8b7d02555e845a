"""Byte-pair encoding (Sennrich et al., arXiv:1508.07909) from vocab.json and merges.txt."""

from __future__ import annotations

from typing import Any

from tokenizers import (
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from auto_core.errors import CorruptFileError
from auto_core.tokenizers.builders.parts import template, with_id
from auto_core.tokenizers.files import TokenizerFiles

# How the models split text before merging bytes; the expressions are part of the vocabularies.
CLIP_SPLIT = (
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
)
QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
    r"\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN3_5_SPLIT = (  # marks belong to the letters that they stand on
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}|"
    r" ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def gpt2(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Bytes as letters (GPT-2), nothing around the text."""
    return _byte_level(files, settings)


def gpt_neox(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """GPT-2's, on NFC-normalised text."""
    tokenizer = _byte_level(files, settings)
    tokenizer.normalizer = normalizers.NFC()
    return tokenizer


def roberta(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """GPT-2's bytes inside <s> A </s></s> B </s>."""
    tokenizer = _byte_level(files, settings)
    tokenizer.post_processor = processors.RobertaProcessing(
        with_id(tokenizer, settings, "sep_token"),
        with_id(tokenizer, settings, "cls_token"),
        settings["trim_offsets"],
        settings["add_prefix_space"],
    )
    return tokenizer


def blenderbot(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """GPT-2's bytes, </s> at the end (transformers 5 loses it)."""
    tokenizer = _byte_level(files, settings)
    eos = settings["eos_token"]
    template(tokenizer, settings, f"$A {eos}", f"$A $B {eos}")
    return tokenizer


def deberta(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """GPT-2's bytes inside [CLS] A [SEP] B [SEP] (transformers 5 doubles the separator)."""
    tokenizer = _byte_level(files, settings)
    cls, sep = settings["cls_token"], settings["sep_token"]
    template(tokenizer, settings, f"{cls} $A {sep}", f"{cls} $A {sep} $B:1 {sep}:1")
    return tokenizer


def markuplm(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """GPT-2's bytes inside <s> A </s> B </s>."""
    tokenizer = _byte_level(files, settings)
    cls, sep = settings["cls_token"], settings["sep_token"]
    template(tokenizer, settings, f"{cls} $A {sep}", f"{cls} $A {sep} $B {sep}")
    return tokenizer


def clip(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Lowercased, split into letters, digits and others, words closed by </w>."""
    tokenizer = Tokenizer(_model(files, unk=settings["unk_token"], suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Lowercase(),
        ]
    )
    split = pre_tokenizers.Split(Regex(CLIP_SPLIT), behavior="removed", invert=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.RobertaProcessing(
        with_id(tokenizer, settings, "eos_token"),
        with_id(tokenizer, settings, "bos_token"),
        False,
        False,
    )
    return tokenizer


def qwen2(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Bytes as letters, split as Qwen does."""
    return _qwen(files, settings, QWEN_SPLIT)


def qwen3_5(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Bytes as letters, split as Qwen3.5 does."""
    return _qwen(files, settings, QWEN3_5_SPLIT)


def _qwen(files: TokenizerFiles, settings: dict[str, Any], pattern: str) -> Tokenizer:
    tokenizer = Tokenizer(_model(files))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = split_bytes(pattern, bool(settings["add_prefix_space"]))
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def openai_gpt(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """BERT's cleaning in lower case, letters merged into words closed by </w>."""
    tokenizer = Tokenizer(_model(files, unk=settings["unk_token"], suffix="</w>"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    return _words(tokenizer)


def herbert(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """OpenAI GPT's words, cased, inside <s> A </s> B </s>."""
    tokenizer = Tokenizer(_model(files, unk=settings["unk_token"], suffix="</w>", prefix=None))
    tokenizer.normalizer = normalizers.BertNormalizer(
        lowercase=False, strip_accents=False, clean_text=True, handle_chinese_chars=True
    )
    tokenizer.post_processor = processors.BertProcessing(
        with_id(tokenizer, settings, "sep_token"),
        with_id(tokenizer, settings, "cls_token"),
    )
    return _words(tokenizer)


def split_bytes(expression: str, add_prefix_space: bool) -> Any:
    """Split by an expression, then bytes as letters."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(expression), behavior="isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space, use_regex=False),
        ]
    )


def _byte_level(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    tokenizer = Tokenizer(_model(files))
    prefix = bool(settings["add_prefix_space"])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _words(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.BPEDecoder(suffix="</w>")
    return tokenizer


def _model(
    files: TokenizerFiles, *, unk: Any = None, suffix: str = "", prefix: str | None = ""
) -> models.BPE:
    vocabulary_path, merges_path = (
        files.require("vocab.json"),
        files.require("merges.txt"),
    )
    try:
        vocabulary, merges = models.BPE.read_file(str(vocabulary_path), str(merges_path))
        return models.BPE(
            vocabulary,
            merges,
            end_of_word_suffix=suffix,
            fuse_unk=False,
            **({} if unk is None else {"unk_token": str(unk)}),
            **({} if prefix is None else {"continuing_subword_prefix": prefix}),
        )
    except Exception as error:  # the library raises bare Exception
        raise CorruptFileError(
            f"{vocabulary_path} and {merges_path.name} are no BPE vocabulary: {error}"
        ) from error
