"""Translate (AutoModelForSeq2SeqLM)."""

import sys

from auto_core import AutoTokenizer
from auto_torch import AutoModelForSeq2SeqLM

name = sys.argv[1] if len(sys.argv) > 1 else "google-t5/t5-small"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForSeq2SeqLM.from_pretrained(name)
inputs = tokenizer("translate English to German: The ball is red.", return_tensors="pt")
output = model.generate(**inputs, num_beams=4, max_new_tokens=20)
print(tokenizer.decode(output[0], skip_special_tokens=True))
