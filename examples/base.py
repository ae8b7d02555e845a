"""Vectors of texts (AutoModel). More of this: embed_sentences.py."""

from samples import checkpoint

from auto_core import AutoTokenizer
from auto_torch import AutoModel

name = checkpoint("google-bert/bert-base-uncased")
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModel.from_pretrained(name)
inputs = tokenizer(
    ["A short text.", "Another one, a little longer."], padding=True, return_tensors="pt"
)
print(model(**inputs).last_hidden_state[:, 0])
