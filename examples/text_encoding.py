"""The text encoder alone, of an encoder-decoder too (AutoModelForTextEncoding)."""

from samples import checkpoint

from auto_core import AutoTokenizer
from auto_torch import AutoModelForTextEncoding

name = checkpoint("google-t5/t5-small")
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForTextEncoding.from_pretrained(name)
inputs = tokenizer("The ball is red.", return_tensors="pt")
print(type(model).__name__, tuple(model(**inputs).last_hidden_state.shape))
