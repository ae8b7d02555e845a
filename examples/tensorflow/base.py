"""Vectors of texts (TFAutoModel). More of this: examples/embed_sentences.py."""

import sys

from auto_core import AutoTokenizer
from auto_tf import TFAutoModel

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModel.from_pretrained(name)
inputs = tokenizer(
    ["A short text.", "Another one, a little longer."], padding=True, return_tensors="tf"
)
vectors = model(**inputs).last_hidden_state[:, 0]
print(vectors)
