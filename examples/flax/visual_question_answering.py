"""Ask an image (FlaxAutoModelForVisualQuestionAnswering)."""

import sys

from PIL import Image

from auto_core import AutoProcessor
from auto_flax import FlaxAutoModelForVisualQuestionAnswering

name = sys.argv[1] if len(sys.argv) > 1 else "dandelin/vilt-b32-finetuned-vqa"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoProcessor.from_pretrained(name)
model = FlaxAutoModelForVisualQuestionAnswering.from_pretrained(name)
inputs = processor(Image.open(file), "What colour is the ball?", return_tensors="jax")
logits = model(**inputs).logits
print(model.config.id2label[int(logits.argmax())])
