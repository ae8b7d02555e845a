"""TAPAS (arXiv:2004.02349): questions about tables."""

from auto_core.tokenizers.tapas.tokenizer import TapasTokenizer, build

__all__ = ["TapasTokenizer", "build"]
