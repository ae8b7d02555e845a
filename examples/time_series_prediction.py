"""Go on with a series of numbers (AutoModelForTimeSeriesPrediction)."""

import numpy as np
import torch
from samples import checkpoint

from auto_torch import AutoModelForTimeSeriesPrediction

model = AutoModelForTimeSeriesPrediction.from_pretrained(
    checkpoint("google/timesfm-2.0-500m-pytorch")
)
past = torch.from_numpy(np.sin(np.arange(200) / 8).astype(np.float32))
with torch.no_grad():
    outputs = model(past_values=[past], freq=[0])
print("next:", [round(float(x), 2) for x in outputs.mean_predictions[0, :8]])
