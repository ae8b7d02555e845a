"""Classify texts (AutoModelForSequenceClassification)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForSequenceClassification

name = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
name = sys.argv[1] if len(sys.argv) > 1 else name
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForSequenceClassification.from_pretrained(name)
texts = ["What a lovely day!", "I have rarely been so bored."]
with torch.inference_mode():
    scores = model(**tokenizer(texts, padding=True, return_tensors="pt")).logits.softmax(-1)
for text, row in zip(texts, scores, strict=True):
    print(f"{text:32} {model.config.id2label[int(row.argmax())]} ({row.max():.2f})")
