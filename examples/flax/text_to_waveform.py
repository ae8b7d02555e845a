"""Speak (FlaxAutoModelForTextToWaveform)."""

import sys

from flax import nnx

from auto_core import AutoTokenizer
from auto_flax import FlaxAutoModelForTextToWaveform

name = sys.argv[1] if len(sys.argv) > 1 else "facebook/mms-tts-eng"
tokenizer = AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForTextToWaveform.from_pretrained(name, rngs=nnx.Rngs(0))
wave = model(**tokenizer("hello there", return_tensors="jax")).waveform[0]
print(f"{len(wave) / model.config.sampling_rate:.2f} seconds of sound")
