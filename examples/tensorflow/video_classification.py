"""What happens in a video? (TFAutoModelForVideoClassification)"""

import sys

import tensorflow as tf
from PIL import Image

from auto_core import AutoImageProcessor
from auto_tf import TFAutoModelForVideoClassification

name = sys.argv[1] if len(sys.argv) > 1 else "MCG-NJU/videomae-base-finetuned-kinetics"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = TFAutoModelForVideoClassification.from_pretrained(name)
image = Image.open(file)
frames = [image.rotate(3 * turn) for turn in range(model.config.num_frames)]
scores = tf.nn.softmax(model(**processor(frames, return_tensors="tf")).logits)[0]
best = int(tf.argmax(scores))
print(model.config.id2label[best], f"({scores[best]:.2f})")
