"""Transcribe, letter by letter, with times (FlaxAutoModelForCTC)."""

import sys

from auto_core import AutoProcessor
from auto_flax import FlaxAutoModelForCTC

name = sys.argv[1] if len(sys.argv) > 1 else "facebook/wav2vec2-base-960h"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/tone.wav"
processor = AutoProcessor.from_pretrained(name)
model = FlaxAutoModelForCTC.from_pretrained(name)
inputs = processor(file, return_tensors="jax")
ids = model(**inputs).logits.argmax(-1)[0]
found = processor.tokenizer.decode(ids, output_word_offsets=True)
seconds = model.config.inputs_to_logits_ratio / 16000
print(repr(found.text))
for word in found.word_offsets:
    print(f"{word['start_offset'] * seconds:.2f} s: {word['word']}")
