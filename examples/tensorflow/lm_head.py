"""The old name of three classes (TFAutoModelWithLMHead): prefer AutoModelForCausalLM."""

import sys

import tensorflow as tf

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelWithLMHead

name = sys.argv[1] if len(sys.argv) > 1 else "openai-community/gpt2"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelWithLMHead.from_pretrained(name)
inputs = tokenizer("The ball", return_tensors="tf")
logits = model(**inputs).logits
print(repr(tokenizer.decode(tf.argmax(logits[0, -1]))))
