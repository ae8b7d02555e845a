"""The old name of three classes (FlaxAutoModelWithLMHead): prefer AutoModelForCausalLM."""

import sys

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelWithLMHead

name = sys.argv[1] if len(sys.argv) > 1 else "openai-community/gpt2"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelWithLMHead.from_pretrained(name)
inputs = tokenizer("The ball", return_tensors="jax")
logits = model(**inputs).logits
print(repr(tokenizer.decode(logits[0, -1].argmax())))
