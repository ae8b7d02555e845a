"""Make an image larger (TFAutoModelForImageToImage)."""

import sys

import tensorflow as tf
from PIL import Image

from auto_core import AutoImageProcessor
from auto_tf import TFAutoModelForImageToImage

name = sys.argv[1] if len(sys.argv) > 1 else "caidas/swin2SR-classical-sr-x2-64"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = TFAutoModelForImageToImage.from_pretrained(name)
pixels = processor(Image.open(file).resize((64, 48)), return_tensors="tf")["pixel_values"]
larger = tf.clip_by_value(model(pixel_values=pixels).reconstruction, 0, 1)
print(f"{tuple(pixels.shape[2:])} pixels became {tuple(larger.shape[2:])}")
