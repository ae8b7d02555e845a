"""A tokenizer of ours whose tokens are letters."""

from __future__ import annotations

from tokenizers import Tokenizer, models, pre_tokenizers

from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

WORDS = ("[PAD]", "[UNK]", "[EOS]", *"abcdefgh")


def letters() -> PreTrainedTokenizer:
    rust = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    rust.pre_tokenizer = pre_tokenizers.Whitespace()
    special = dict(pad_token="[PAD]", unk_token="[UNK]", eos_token="[EOS]")
    return PreTrainedTokenizer(tokenizer_object=rust, **special)
