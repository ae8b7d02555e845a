"""`datasets` finds its caches by a hash of what maps a data set: a tokenizer's calls keep it."""

from __future__ import annotations

import copy

from datasets import Dataset
from datasets.fingerprint import Hasher
from tokenizers import Tokenizer, models, pre_tokenizers

from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


def test_calls_leave_the_fingerprint_as_it_is() -> None:
    rust = Tokenizer(models.WordLevel({"[PAD]": 0, "a": 1, "b": 2, "?": 3}, unk_token="?"))
    rust.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizer(tokenizer_object=rust, pad_token="[PAD]", model_max_length=3)
    before = Hasher.hash(tokenizer)
    tokenizer(["a b", "a"], padding=True)
    tokenizer(["a b a b"])  # beyond the length: a warning of the log, once
    tokenizer(["a b a b"], padding="max_length", max_length=3, truncation=True)
    assert Hasher.hash(tokenizer) == before == Hasher.hash(copy.deepcopy(tokenizer))
    tokenizer.add_tokens(["c"])
    assert Hasher.hash(tokenizer) != before
    mapped = Dataset.from_dict({"text": ["a b", "c"]}).map(
        lambda batch: tokenizer(batch["text"], padding=True), batched=True
    )
    assert mapped["input_ids"][:] == [[1, 2], [4, 0]]
