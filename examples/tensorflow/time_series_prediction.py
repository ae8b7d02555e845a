"""Go on with a series of numbers (TFAutoModelForTimeSeriesPrediction)."""

import sys

import tensorflow as tf

from auto_tf import TFAutoModelForTimeSeriesPrediction

name = sys.argv[1] if len(sys.argv) > 1 else "google/timesfm-2.0-500m-pytorch"
model = TFAutoModelForTimeSeriesPrediction.from_pretrained(name)
past = tf.sin(tf.range(200, dtype=tf.float32) / 8)
outputs = model(past_values=[past], freq=[0])
print("next:", [round(float(x), 2) for x in outputs.mean_predictions[0, :8]])
