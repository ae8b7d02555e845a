"""sentence-transformers over our models and tokenizers, put in its module's places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from datasets import Dataset
from sentence_transformers import CrossEncoder, SentenceTransformer, SentenceTransformerTrainer
from sentence_transformers import SentenceTransformerTrainingArguments as Arguments
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer, models, pre_tokenizers

from auto_core import AutoTokenizer, BertConfig
from auto_torch import AutoModel, AutoModelForSequenceClassification, BertForSequenceClassification

pytestmark = pytest.mark.filterwarnings("ignore")
TEXTS = ["a b c", "d", "e f"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefgh"]
    rust = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    rust.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=rust, pad_token="[PAD]", unk_token="[UNK]", model_max_length=32
    )
    tokenizer.save_pretrained(tmp_path)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=13,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=40,
        max_position_embeddings=32,
        initializer_range=0.2,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    return tmp_path


def with_ours(module: Any, folder: Path, auto: Any = AutoModel) -> None:
    module.model = auto.from_pretrained(folder)
    module.processor = AutoTokenizer.from_pretrained(folder)


def test_sentences(folder: Path) -> None:
    module = Transformer(str(folder))
    sentences = SentenceTransformer(modules=[module, Pooling(24)], device="cpu")
    expected = sentences.encode(TEXTS)
    with_ours(module, folder)
    np.testing.assert_allclose(sentences.encode(TEXTS), expected, atol=1e-5)


def test_training(folder: Path, tmp_path: Path) -> None:
    module = Transformer(str(folder))
    sentences = SentenceTransformer(modules=[module, Pooling(24)], device="cpu")
    with_ours(module, folder)
    before = sentences.encode(TEXTS)
    pairs = Dataset.from_dict({"anchor": ["a b", "c d"], "positive": ["a", "c"]})
    arguments = Arguments(
        str(tmp_path / "out"), max_steps=2, use_cpu=True, report_to=[], learning_rate=1e-2
    )
    SentenceTransformerTrainer(
        sentences, arguments, train_dataset=pairs, loss=MultipleNegativesRankingLoss(sentences)
    ).train()
    assert np.abs(sentences.encode(TEXTS) - before).max() > 1e-3
    sentences.save_pretrained(str(tmp_path / "saved"))
    again = SentenceTransformer(str(tmp_path / "saved"), device="cpu")
    np.testing.assert_allclose(again.encode(TEXTS), sentences.encode(TEXTS), atol=1e-5)


def test_cross_encoders(folder: Path) -> None:
    encoder, pairs = CrossEncoder(str(folder), device="cpu"), [("a b", "c"), ("d", "e f")]
    expected = encoder.predict(pairs)
    with_ours(encoder[0], folder, AutoModelForSequenceClassification)
    np.testing.assert_allclose(encoder.predict(pairs), expected, atol=1e-5)
