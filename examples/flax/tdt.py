"""Transcribe by a transducer, which predicts how long each token lasts (FlaxAutoModelForTDT)."""

import sys

from auto_core import AutoProcessor
from auto_flax import FlaxAutoModelForTDT

name = sys.argv[1] if len(sys.argv) > 1 else "nvidia/parakeet-tdt-0.6b-v3"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
processor = AutoProcessor.from_pretrained(name)
model = FlaxAutoModelForTDT.from_pretrained(name)
inputs = processor(file, return_tensors="jax")
found = model.generate(**inputs)
print(repr(processor.decode(found.sequences[0], skip_special_tokens=True)))
