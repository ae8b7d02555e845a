"""Fill in a masked word (AutoModelForMaskedLM)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForMaskedLM

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForMaskedLM.from_pretrained(name)
inputs = tokenizer(f"Paris is the {tokenizer.mask_token} of France.", return_tensors="pt")
with torch.inference_mode():
    scores = model(**inputs).logits[inputs["input_ids"] == tokenizer.mask_token_id][0]
for score, token in zip(*scores.softmax(-1).topk(5), strict=True):
    print(f"{tokenizer.decode(token):12} {score:.3f}")
