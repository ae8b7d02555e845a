"""Find names in a text (TFAutoModelForTokenClassification)."""

import sys

import tensorflow as tf

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelForTokenClassification

name = sys.argv[1] if len(sys.argv) > 1 else "dslim/bert-base-NER"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelForTokenClassification.from_pretrained(name)
inputs = tokenizer("Ada Lovelace lived in London.", return_tensors="tf")
classes = tf.argmax(model(**inputs).logits[0], -1)
for token, label in zip(inputs.tokens(), classes, strict=True):
    print(f"{token:12} {model.config.id2label[int(label)]}")
