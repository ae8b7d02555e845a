"""What happens in a video? (AutoModelForVideoClassification)"""

import sys

import torch
from PIL import Image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForVideoClassification

name = sys.argv[1] if len(sys.argv) > 1 else "MCG-NJU/videomae-base-finetuned-kinetics"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForVideoClassification.from_pretrained(name)
image = Image.open(file)
frames = [image.rotate(3 * turn) for turn in range(model.config.num_frames)]
with torch.inference_mode():
    scores = model(**processor(frames, return_tensors="pt")).logits.softmax(-1)[0]
print(model.config.id2label[int(scores.argmax())], f"({scores.max():.2f})")
