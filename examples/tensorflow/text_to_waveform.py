"""Speak (TFAutoModelForTextToWaveform)."""

import sys

import keras

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelForTextToWaveform

keras.utils.set_random_seed(0)
name = sys.argv[1] if len(sys.argv) > 1 else "facebook/mms-tts-eng"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelForTextToWaveform.from_pretrained(name)
wave = model(**tokenizer("hello there", return_tensors="tf")).waveform[0]
print(f"{len(wave) / model.config.sampling_rate:.2f} seconds of sound")
