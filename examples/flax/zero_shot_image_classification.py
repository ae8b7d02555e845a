"""Which text fits an image? (FlaxAutoModelForZeroShotImageClassification)"""

import sys

import jax
from PIL import Image

from auto_core import AutoProcessor
from auto_flax import FlaxAutoModelForZeroShotImageClassification

name = sys.argv[1] if len(sys.argv) > 1 else "openai/clip-vit-base-patch32"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoProcessor.from_pretrained(name)
model = FlaxAutoModelForZeroShotImageClassification.from_pretrained(name)
texts = ["a red ball", "a black cat", "a street at night"]
inputs = processor(text=texts, images=Image.open(file), padding=True, return_tensors="jax")
scores = jax.nn.softmax(model(**inputs).logits_per_image)[0]
for text, score in zip(texts, scores, strict=True):
    print(f"{text:20} {score:.2f}")
