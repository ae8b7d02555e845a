"""Fill in a masked word (TFAutoModelForMaskedLM)."""

import sys

import tensorflow as tf

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelForMaskedLM

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelForMaskedLM.from_pretrained(name)
inputs = tokenizer(f"Paris is the {tokenizer.mask_token} of France.", return_tensors="tf")
masked = inputs["input_ids"] == tokenizer.mask_token_id
scores = tf.nn.softmax(tf.boolean_mask(model(**inputs).logits, masked)[0])
for score, token in zip(*tf.math.top_k(scores, 5), strict=True):
    print(f"{tokenizer.decode(token):12} {score:.3f}")
