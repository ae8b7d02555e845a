"""Sound as codes, and back (AutoModelForAudioTokenization)."""

import torch
from samples import checkpoint, sound

from auto_core import AutoFeatureExtractor
from auto_torch import AutoModelForAudioTokenization

name = checkpoint("descript/dac_16khz")
extractor = AutoFeatureExtractor.from_pretrained(name)
model = AutoModelForAudioTokenization.from_pretrained(name)
inputs = extractor(sound(), sampling_rate=16000, return_tensors="pt")
with torch.no_grad():
    codes = model.encode(inputs["input_values"]).audio_codes
    wave = model.decode(audio_codes=codes).audio_values
print(f"{codes.shape[-1]} frames of {codes.shape[1]} codes, {wave.shape[-1]} samples")
