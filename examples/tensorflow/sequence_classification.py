"""Classify texts (TFAutoModelForSequenceClassification)."""

import sys

import tensorflow as tf

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelForSequenceClassification

name = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
name = sys.argv[1] if len(sys.argv) > 1 else name
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelForSequenceClassification.from_pretrained(name)
texts = ["What a lovely day!", "I have rarely been so bored."]
scores = tf.nn.softmax(model(**tokenizer(texts, padding=True, return_tensors="tf")).logits)
for text, row in zip(texts, scores, strict=True):
    best = int(tf.argmax(row))
    print(f"{text:32} {model.config.id2label[best]} ({row[best]:.2f})")
