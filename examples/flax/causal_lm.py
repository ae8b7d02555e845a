"""Continue a text (FlaxAutoModelForCausalLM)."""

import sys

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForCausalLM

name = sys.argv[1] if len(sys.argv) > 1 else "openai-community/gpt2"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForCausalLM.from_pretrained(name)
inputs = tokenizer("The ball rolled down the hill and", return_tensors="jax")
output = model.generate(**inputs, max_new_tokens=20, do_sample=True, top_k=50, seed=0)
print(tokenizer.decode(output[0], skip_special_tokens=True))
