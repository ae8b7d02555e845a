"""Describe an image (FlaxAutoModelForVision2Seq)."""

import sys

from PIL import Image

from auto_core import AutoImageProcessor, AutoTokenizer
from auto_flax import FlaxAutoModelForVision2Seq

name = sys.argv[1] if len(sys.argv) > 1 else "nlpconnect/vit-gpt2-image-captioning"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor, tokenizer = AutoImageProcessor.from_pretrained(name), AutoTokenizer.from_pretrained(name)
model = FlaxAutoModelForVision2Seq.from_pretrained(name)
pixels = processor(Image.open(file), return_tensors="jax")["pixel_values"]
output = model.generate(pixel_values=pixels, max_new_tokens=20)
print(repr(tokenizer.decode(output[0], skip_special_tokens=True)))
