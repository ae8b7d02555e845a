"""mlflow.transformers saves our model with our tokenizer, and serves what we compute."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from auto_core import BertConfig, BertTokenizer
from auto_torch import BertForSequenceClassification

pytest.importorskip("mlflow")
pytestmark = pytest.mark.filterwarnings("ignore")

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefgh")


def test_a_classifier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import mlflow

    monkeypatch.chdir(tmp_path)
    rust = Tokenizer(models.WordPiece({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    rust.normalizer = normalizers.BertNormalizer()
    rust.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    rust.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    special = {f"{w[1:-1].lower()}_token": w for w in WORDS[:5]}
    tokenizer = BertTokenizer(tokenizer_object=rust, **special)
    torch.manual_seed(0)
    sizes = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    config = BertConfig(vocab_size=len(WORDS), initializer_range=0.5, **sizes)
    model = BertForSequenceClassification(config).eval()
    mlflow.transformers.save_model(
        {"model": model, "tokenizer": tokenizer},
        "saved",
        task="text-classification",
        pip_requirements=["transformers"],  # what it would look for needs torchvision
    )
    with torch.no_grad():
        given = tokenizer(["a b", "c"], padding=True, return_tensors="pt")
        right = model(**given).logits.softmax(-1).max(-1)
    served = mlflow.pyfunc.load_model("saved").predict(["a b", "c"])
    assert served["score"].tolist() == pytest.approx(right.values.tolist(), rel=1e-4)
    assert served["label"].tolist() == [f"LABEL_{i}" for i in right.indices.tolist()]
