"""The text encoder alone, of an encoder-decoder too (FlaxAutoModelForTextEncoding)."""

import sys

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForTextEncoding

name = sys.argv[1] if len(sys.argv) > 1 else "google-t5/t5-small"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForTextEncoding.from_pretrained(name)
inputs = tokenizer("The ball is red.", return_tensors="jax")
states = model(**inputs).last_hidden_state
print(type(model).__name__, tuple(states.shape))
