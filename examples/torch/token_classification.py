"""Find names in a text (AutoModelForTokenClassification)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForTokenClassification

name = sys.argv[1] if len(sys.argv) > 1 else "dslim/bert-base-NER"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForTokenClassification.from_pretrained(name)
inputs = tokenizer("Ada Lovelace lived in London.", return_tensors="pt")
with torch.inference_mode():
    classes = model(**inputs).logits[0].argmax(-1)
for token, label in zip(inputs.tokens(), classes.tolist(), strict=True):
    print(f"{token:12} {model.config.id2label[label]}")
