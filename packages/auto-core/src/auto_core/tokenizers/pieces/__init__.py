"""Tokenizers whose splitting Python does: rules that no Rust pipeline expresses."""
