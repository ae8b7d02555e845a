"""Go on with a series of numbers (FlaxAutoModelForTimeSeriesPrediction)."""

import sys

import jax.numpy as jnp

from auto_flax import FlaxAutoModelForTimeSeriesPrediction

name = sys.argv[1] if len(sys.argv) > 1 else "google/timesfm-2.0-500m-pytorch"
model = FlaxAutoModelForTimeSeriesPrediction.from_pretrained(name)
past = jnp.sin(jnp.arange(200) / 8)
outputs = model(past_values=[past], freq=[0])
print("next:", [round(float(x), 2) for x in outputs.mean_predictions[0, :8]])
