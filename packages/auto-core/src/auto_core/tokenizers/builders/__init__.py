"""Rust tokenizers from the vocabulary files that repositories had before tokenizer.json."""
