"""What happens in a video? (FlaxAutoModelForVideoClassification)"""

import sys

import jax
from PIL import Image

from auto_core import AutoImageProcessor
from auto_flax import FlaxAutoModelForVideoClassification

name = sys.argv[1] if len(sys.argv) > 1 else "MCG-NJU/videomae-base-finetuned-kinetics"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = FlaxAutoModelForVideoClassification.from_pretrained(name)
image = Image.open(file)
frames = [image.rotate(3 * turn) for turn in range(model.config.num_frames)]
scores = jax.nn.softmax(model(**processor(frames, return_tensors="jax")).logits)[0]
print(model.config.id2label[int(scores.argmax())], f"({scores.max():.2f})")
