"""Make an image larger (FlaxAutoModelForImageToImage)."""

import sys

from PIL import Image

from auto_core import AutoImageProcessor
from auto_flax import FlaxAutoModelForImageToImage

name = sys.argv[1] if len(sys.argv) > 1 else "caidas/swin2SR-classical-sr-x2-64"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = FlaxAutoModelForImageToImage.from_pretrained(name)
pixels = processor(Image.open(file).resize((64, 48)), return_tensors="jax")["pixel_values"]
larger = model(pixel_values=pixels).reconstruction.clip(0, 1)
print(f"{tuple(pixels.shape[2:])} pixels became {tuple(larger.shape[2:])}")
