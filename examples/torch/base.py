"""Vectors of texts (AutoModel). More of this: examples/embed_sentences.py."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModel

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModel.from_pretrained(name)
inputs = tokenizer(
    ["A short text.", "Another one, a little longer."], padding=True, return_tensors="pt"
)
with torch.inference_mode():
    vectors = model(**inputs).last_hidden_state[:, 0]
print(vectors)
