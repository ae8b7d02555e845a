"""Find an answer in a text (AutoModelForQuestionAnswering)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForQuestionAnswering

name = sys.argv[1] if len(sys.argv) > 1 else "distilbert/distilbert-base-cased-distilled-squad"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForQuestionAnswering.from_pretrained(name)
inputs = tokenizer("What is red?", "The ball is red, the grass is green.", return_tensors="pt")
with torch.inference_mode():
    outputs = model(**inputs)
start, end = int(outputs.start_logits.argmax()), int(outputs.end_logits.argmax())
print(tokenizer.decode(inputs["input_ids"][0, start : end + 1]) or "(nothing)")
