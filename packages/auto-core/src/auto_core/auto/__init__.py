"""The Auto classes: from a name to the right config, tokenizer, processor or model."""
