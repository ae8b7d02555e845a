"""Speak (AutoModelForTextToWaveform)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForTextToWaveform

name = sys.argv[1] if len(sys.argv) > 1 else "facebook/mms-tts-eng"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForTextToWaveform.from_pretrained(name)
torch.manual_seed(0)
with torch.inference_mode():
    wave = model(**tokenizer("hello there", return_tensors="pt")).waveform[0]
print(f"{len(wave) / model.config.sampling_rate:.2f} seconds of sound")
