"""Our tokenizers where libraries ask for transformers' by `isinstance` (lm-eval, TRL, its own)."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers

from auto_core import LlamaConfig
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer
from auto_torch import LlamaForCausalLM

WORDS = {"[PAD]": 0, "[UNK]": 1, **{letter: i for i, letter in enumerate("abcdefgh", 2)}}


@pytest.fixture
def tokenizer() -> Any:
    rust = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    rust.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizer(tokenizer_object=rust, pad_token="[PAD]", unk_token="[UNK]")


def test_counts_as_a_tokenizer_of_transformers(tokenizer: Any) -> None:
    for theirs in ("PreTrainedTokenizerBase", "PreTrainedTokenizerFast"):
        assert isinstance(tokenizer, getattr(transformers, theirs))
    assert not isinstance(tokenizer, transformers.PreTrainedTokenizer)
    assert type(tokenizer) is PreTrainedTokenizer
    for again in (copy.deepcopy(tokenizer), pickle.loads(pickle.dumps(tokenizer))):
        assert type(again) is PreTrainedTokenizer and again("a b") == tokenizer("a b")


def test_collators(tokenizer: Any) -> None:
    texts = [dict(tokenizer("a b c")), dict(tokenizer("d"))]
    batch = transformers.DataCollatorWithPadding(tokenizer)(texts)
    assert batch["input_ids"].tolist() == [[2, 3, 4], [5, 0, 0]]
    batch = transformers.DataCollatorForLanguageModeling(tokenizer, mlm=False)(texts)
    assert batch["labels"].tolist() == [[2, 3, 4], [5, -100, -100]]


def test_trainers_save_it_beside_the_model(tokenizer: Any, tmp_path: Path) -> None:
    config = LlamaConfig(
        vocab_size=16,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=24,
    )
    arguments = transformers.TrainingArguments(
        str(tmp_path), max_steps=1, save_steps=1, use_cpu=True, report_to=[]
    )
    texts = [{**tokenizer("a b"), "labels": torch.tensor([2, 3])}]
    transformers.Trainer(
        LlamaForCausalLM(config), arguments, train_dataset=texts, processing_class=tokenizer
    ).train()
    again = transformers.AutoTokenizer.from_pretrained(tmp_path / "checkpoint-1")
    assert again("a b c")["input_ids"] == [2, 3, 4]
