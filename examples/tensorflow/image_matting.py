"""How opaque each pixel of an object is (TFAutoModelForImageMatting)."""

import sys

import numpy as np
import tensorflow as tf
from PIL import Image

from auto_core import AutoImageProcessor
from auto_tf import TFAutoModelForImageMatting

name = sys.argv[1] if len(sys.argv) > 1 else "hustvl/vitmatte-small-composition-1k"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = TFAutoModelForImageMatting.from_pretrained(name)
image = Image.open(file)
# A trimap: 255 where the object is for sure, 0 where it is not, 128 where nobody knows.
trimap = np.zeros((image.height, image.width), np.uint8)
trimap[80:200, 110:230] = 128
trimap[110:170, 140:200] = 255
inputs = processor(images=image, trimaps=Image.fromarray(trimap), return_tensors="tf")
alphas = model(**inputs).alphas[0, 0]
print(f"{tf.reduce_mean(alphas):.2f} of the pixels belong to the object")
