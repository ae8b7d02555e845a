"""Find an answer in a text (FlaxAutoModelForQuestionAnswering)."""

import sys

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForQuestionAnswering

name = sys.argv[1] if len(sys.argv) > 1 else "distilbert/distilbert-base-cased-distilled-squad"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForQuestionAnswering.from_pretrained(name)
inputs = tokenizer("What is red?", "The ball is red, the grass is green.", return_tensors="jax")
outputs = model(**inputs)
start, end = int(outputs.start_logits.argmax()), int(outputs.end_logits.argmax())
print(tokenizer.decode(inputs["input_ids"][0, start : end + 1]) or "(nothing)")
