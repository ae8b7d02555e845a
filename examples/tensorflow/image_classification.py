"""What does an image show? (TFAutoModelForImageClassification)"""

import sys

import tensorflow as tf
from PIL import Image

from auto_core import AutoImageProcessor
from auto_tf import TFAutoModelForImageClassification

name = sys.argv[1] if len(sys.argv) > 1 else "google/vit-base-patch16-224"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = TFAutoModelForImageClassification.from_pretrained(name)
scores = tf.nn.softmax(model(**processor(Image.open(file), return_tensors="tf")).logits)[0]
for score, label in zip(*tf.math.top_k(scores, min(3, len(scores))), strict=True):
    print(f"{model.config.id2label[int(label)]:24} {score:.2f}")
