"""Transcribe by a transducer, which predicts how long each token lasts (AutoModelForTDT)."""

from samples import checkpoint, sound

from auto_core import AutoProcessor
from auto_torch import AutoModelForTDT

name = checkpoint("nvidia/parakeet-tdt-0.6b-v3")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForTDT.from_pretrained(name)
inputs = processor(sound(), sampling_rate=16000, return_tensors="pt")
found = model.generate(**inputs)
print(repr(processor.decode(found.sequences[0], skip_special_tokens=True)))
