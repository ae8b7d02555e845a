"""The characters of a line of text (AutoModelForTextRecognition)."""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForTextRecognition

name = checkpoint("PaddlePaddle/PP-OCRv6_tiny_rec_safetensors")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForTextRecognition.from_pretrained(name)
line = sample_image().resize((320, 48))  # in use, what a detector of text cut out of a page
outputs = model(**processor(line, return_tensors="pt"))
(found,) = processor.post_process_text_recognition(outputs)
print(f"{len(found['text'])} characters: {found['text']!r}")
