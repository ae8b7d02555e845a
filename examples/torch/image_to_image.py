"""Make an image larger (AutoModelForImageToImage)."""

import sys

import torch
from PIL import Image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForImageToImage

name = sys.argv[1] if len(sys.argv) > 1 else "caidas/swin2SR-classical-sr-x2-64"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForImageToImage.from_pretrained(name)
pixels = processor(Image.open(file).resize((64, 48)), return_tensors="pt")["pixel_values"]
with torch.inference_mode():
    larger = model(pixel_values=pixels).reconstruction.clamp(0, 1)
print(f"{tuple(pixels.shape[2:])} pixels became {tuple(larger.shape[2:])}")
