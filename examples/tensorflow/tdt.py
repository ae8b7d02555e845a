"""Transcribe by a transducer, which predicts how long each token lasts (TFAutoModelForTDT)."""

import sys

from auto_core import AutoProcessor
from auto_tf import TFAutoModelForTDT

name = sys.argv[1] if len(sys.argv) > 1 else "nvidia/parakeet-tdt-0.6b-v3"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
processor = AutoProcessor.from_pretrained(name)
model = TFAutoModelForTDT.from_pretrained(name)
inputs = processor(file, return_tensors="tf")
found = model.generate(**inputs)
print(repr(processor.decode(found.sequences[0], skip_special_tokens=True)))
