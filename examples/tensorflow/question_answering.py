"""Find an answer in a text (TFAutoModelForQuestionAnswering)."""

import sys

import tensorflow as tf

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelForQuestionAnswering

name = sys.argv[1] if len(sys.argv) > 1 else "distilbert/distilbert-base-cased-distilled-squad"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelForQuestionAnswering.from_pretrained(name)
inputs = tokenizer("What is red?", "The ball is red, the grass is green.", return_tensors="tf")
outputs = model(**inputs)
start, end = int(tf.argmax(outputs.start_logits[0])), int(tf.argmax(outputs.end_logits[0]))
print(tokenizer.decode(inputs["input_ids"][0, start : end + 1]) or "(nothing)")
