"""The characters of a line of text (FlaxAutoModelForTextRecognition)."""

import sys

from PIL import Image

from auto_core import AutoImageProcessor
from auto_flax import FlaxAutoModelForTextRecognition

name = sys.argv[1] if len(sys.argv) > 1 else "PaddlePaddle/PP-OCRv6_tiny_rec_safetensors"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = FlaxAutoModelForTextRecognition.from_pretrained(name)
line = Image.open(file).resize((320, 48))  # in use, what a detector of text cut out of a page
outputs = model(**processor(line, return_tensors="jax"))
(found,) = processor.post_process_text_recognition(outputs)
print(f"{len(found['text'])} characters: {found['text']!r}")
