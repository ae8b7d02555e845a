"""Transcribe by a transducer (AutoModelForRNNT)."""

from samples import checkpoint, sound

from auto_core import AutoProcessor
from auto_torch import AutoModelForRNNT

name = checkpoint("nvidia/parakeet-rnnt-1.1b")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForRNNT.from_pretrained(name)
inputs = processor(sound(), sampling_rate=16000, return_tensors="pt")
found = model.generate(**inputs)
print(repr(processor.decode(found.sequences[0], skip_special_tokens=True)))
