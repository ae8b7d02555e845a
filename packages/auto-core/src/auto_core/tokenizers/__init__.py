"""Texts to ids and back."""

from auto_core.tokenizers.encoding import BatchEncoding, CharSpan, TokenSpan
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

# transformers' names for one class of ours: every tokenizer runs in Rust.
PreTrainedTokenizerBase = PreTrainedTokenizerFast = PreTrainedTokenizer

__all__ = [
    "BatchEncoding",
    "CharSpan",
    "PreTrainedTokenizer",
    "PreTrainedTokenizerBase",
    "PreTrainedTokenizerFast",
    "TokenSpan",
]
