"""The text encoder alone, of an encoder-decoder too (AutoModelForTextEncoding)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForTextEncoding

name = sys.argv[1] if len(sys.argv) > 1 else "google-t5/t5-small"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForTextEncoding.from_pretrained(name)
inputs = tokenizer("The ball is red.", return_tensors="pt")
with torch.inference_mode():
    states = model(**inputs).last_hidden_state
print(type(model).__name__, tuple(states.shape))
