"""What does an image show? (AutoModelForImageClassification)"""

import sys

import torch
from PIL import Image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForImageClassification

name = sys.argv[1] if len(sys.argv) > 1 else "google/vit-base-patch16-224"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForImageClassification.from_pretrained(name)
with torch.inference_mode():
    scores = model(**processor(Image.open(file), return_tensors="pt")).logits.softmax(-1)[0]
for score, label in zip(*scores.topk(min(3, len(scores))), strict=True):
    print(f"{model.config.id2label[int(label)]:24} {score:.2f}")
