"""Sound as codes, and back (TFAutoModelForAudioTokenization)."""

import sys

from auto_core import AutoFeatureExtractor
from auto_tf import TFAutoModelForAudioTokenization

name = sys.argv[1] if len(sys.argv) > 1 else "descript/dac_16khz"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
extractor = AutoFeatureExtractor.from_pretrained(name)
model = TFAutoModelForAudioTokenization.from_pretrained(name)
inputs = extractor(file, return_tensors="tf")
codes = model.encode(inputs["input_values"]).audio_codes
wave = model.decode(audio_codes=codes).audio_values
print(f"{codes.shape[-1]} frames of {codes.shape[1]} codes, {wave.shape[-1]} samples")
