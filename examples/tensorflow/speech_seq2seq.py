"""Transcribe a recording of any length (TFAutoModelForSpeechSeq2Seq)."""

import sys

from auto_core import AutoProcessor
from auto_tf import TFAutoModelForSpeechSeq2Seq

name = sys.argv[1] if len(sys.argv) > 1 else "openai/whisper-tiny"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
processor = AutoProcessor.from_pretrained(name)
model = TFAutoModelForSpeechSeq2Seq.from_pretrained(name)
inputs = processor(file, return_tensors="tf")
ids = model.generate(inputs["input_features"], max_new_tokens=20)
print(repr(processor.batch_decode(ids, skip_special_tokens=True)[0]))
