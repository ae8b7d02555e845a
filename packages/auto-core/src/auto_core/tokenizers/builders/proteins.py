"""ESM C's tokenizer: a letter for each amino acid, of a vocabulary that all checkpoints share."""

from __future__ import annotations

from typing import Any

from tokenizers import Tokenizer, models

from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.files import TokenizerFiles

VOCABULARY = ("<cls>", "<pad>", "<eos>", "<unk>", *"LAGVSERTIDPKQNFYMHWCXBUZO.-|", "<mask>")


def esmc(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From no file."""
    vocabulary = {token: index for index, token in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], unk_token=str(settings["unk_token"])))
    cls, eos = settings["cls_token"], settings["eos_token"]
    template(tokenizer, settings, f"{cls} $A {eos}", "$A $B:1")
    return tokenizer
