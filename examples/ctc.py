"""Transcribe, letter by letter, with times (AutoModelForCTC)."""

from samples import checkpoint, sound

from auto_core import AutoProcessor
from auto_torch import AutoModelForCTC

name = checkpoint("facebook/wav2vec2-base-960h")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForCTC.from_pretrained(name)
inputs = processor(sound(), sampling_rate=16000, return_tensors="pt")
ids = model(**inputs).logits.argmax(-1)[0]
found = processor.tokenizer.decode(ids, output_word_offsets=True)
seconds = model.config.inputs_to_logits_ratio / 16000
print(repr(found.text))
for word in found.word_offsets:
    print(f"{word['start_offset'] * seconds:.2f} s: {word['word']}")
