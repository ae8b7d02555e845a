"""Classify texts (FlaxAutoModelForSequenceClassification)."""

import sys

import jax

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForSequenceClassification

name = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
name = sys.argv[1] if len(sys.argv) > 1 else name
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForSequenceClassification.from_pretrained(name)
texts = ["What a lovely day!", "I have rarely been so bored."]
scores = jax.nn.softmax(model(**tokenizer(texts, padding=True, return_tensors="jax")).logits)
for text, row in zip(texts, scores, strict=True):
    print(f"{text:32} {model.config.id2label[int(row.argmax())]} ({row.max():.2f})")
