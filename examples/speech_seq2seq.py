"""Transcribe a recording of any length (AutoModelForSpeechSeq2Seq)."""

from samples import checkpoint, sound

from auto_core import AutoProcessor
from auto_torch import AutoModelForSpeechSeq2Seq

name = checkpoint("openai/whisper-tiny")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForSpeechSeq2Seq.from_pretrained(name)
inputs = processor(sound(), sampling_rate=16000, return_tensors="pt")
ids = model.generate(inputs["input_features"], max_new_tokens=20)
print(repr(processor.batch_decode(ids, skip_special_tokens=True)[0]))
