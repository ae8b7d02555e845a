"""Texts to ids and back."""

from auto_core.tokenizers.encoding import BatchEncoding, CharSpan, TokenSpan
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

__all__ = ["BatchEncoding", "CharSpan", "PreTrainedTokenizer", "TokenSpan"]
