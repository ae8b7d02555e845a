"""The old name of three classes (AutoModelWithLMHead): prefer AutoModelForCausalLM."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelWithLMHead

name = sys.argv[1] if len(sys.argv) > 1 else "openai-community/gpt2"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelWithLMHead.from_pretrained(name)
inputs = tokenizer("The ball", return_tensors="pt")
with torch.inference_mode():
    logits = model(**inputs).logits
print(repr(tokenizer.decode(logits[0, -1].argmax())))
