"""Fill in a masked word (FlaxAutoModelForMaskedLM)."""

import sys

import jax

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForMaskedLM

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForMaskedLM.from_pretrained(name)
inputs = tokenizer(f"Paris is the {tokenizer.mask_token} of France.", return_tensors="jax")
masked = inputs["input_ids"] == tokenizer.mask_token_id
scores = jax.nn.softmax(model(**inputs).logits[masked][0])
for score, token in zip(*jax.lax.top_k(scores, 5), strict=True):
    print(f"{tokenizer.decode(token):12} {score:.3f}")
