"""Three steps of pretraining (TFAutoModelForPreTraining)."""

import sys

import keras
import tensorflow as tf

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelForPreTraining

name = sys.argv[1] if len(sys.argv) > 1 else "google-bert/bert-base-uncased"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelForPreTraining.from_pretrained(name)
optimizer = keras.optimizers.AdamW(1e-4)
inputs = tokenizer("The ball is red.", "It rolls over the grass.", return_tensors="np")
labels = inputs["input_ids"].copy()
inputs["input_ids"][0, 4] = tokenizer.mask_token_id
labels[inputs["input_ids"] != tokenizer.mask_token_id] = -100  # only what is masked counts
for step in range(3):
    with tf.GradientTape() as tape:
        outputs = model(
            **inputs, labels=labels, next_sentence_label=tf.constant([0]), training=True
        )
    gradients = tape.gradient(outputs.loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
    print(f"step {step}: loss {outputs.loss:.3f}")
