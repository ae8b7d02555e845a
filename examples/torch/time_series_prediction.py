"""Go on with a series of numbers (AutoModelForTimeSeriesPrediction)."""

import sys

import numpy as np
import torch

from auto_torch import AutoModelForTimeSeriesPrediction

name = sys.argv[1] if len(sys.argv) > 1 else "google/timesfm-2.0-500m-pytorch"
model = AutoModelForTimeSeriesPrediction.from_pretrained(name)
past = torch.from_numpy(np.sin(np.arange(200) / 8).astype(np.float32))
with torch.inference_mode():
    outputs = model(past_values=[past], freq=[0])
print("next:", [round(float(x), 2) for x in outputs.mean_predictions[0, :8]])
