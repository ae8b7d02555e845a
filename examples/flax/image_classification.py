"""What does an image show? (FlaxAutoModelForImageClassification)"""

import sys

import jax
from PIL import Image

from auto_core import AutoImageProcessor
from auto_flax import FlaxAutoModelForImageClassification

name = sys.argv[1] if len(sys.argv) > 1 else "google/vit-base-patch16-224"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = FlaxAutoModelForImageClassification.from_pretrained(name)
scores = jax.nn.softmax(model(**processor(Image.open(file), return_tensors="jax")).logits)[0]
for score, label in zip(*jax.lax.top_k(scores, min(3, len(scores))), strict=True):
    print(f"{model.config.id2label[int(label)]:24} {score:.2f}")
