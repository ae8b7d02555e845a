"""Choose between endings (FlaxAutoModelForMultipleChoice)."""

import sys

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForMultipleChoice

# This repository has no such head: it is new, and must be trained first.
name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForMultipleChoice.from_pretrained(name)
question, choices = "In Italy, pizza is eaten", ["with a fork.", "in the car."]
inputs = tokenizer([question] * 2, choices, padding=True, return_tensors="jax")
scores = model(**{key: value[None] for key, value in inputs.items()}).logits[0]
print(question, choices[int(scores.argmax())])
