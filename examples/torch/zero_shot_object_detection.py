"""Find what a text names in an image (AutoModelForZeroShotObjectDetection)."""

import sys

import torch
from PIL import Image

from auto_core import AutoProcessor
from auto_torch import AutoModelForZeroShotObjectDetection

name = sys.argv[1] if len(sys.argv) > 1 else "google/owlvit-base-patch32"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForZeroShotObjectDetection.from_pretrained(name)
texts, image = ["a red ball", "a cat"], Image.open(file)
with torch.inference_mode():
    outputs = model(**processor(text=[texts], images=image, return_tensors="pt"))
(found,) = processor.post_process_grounded_object_detection(
    outputs, threshold=0.1, target_sizes=[(image.height, image.width)], text_labels=[texts]
)
print(f"{len(found['scores'])} objects")
for score, text, box in zip(found["scores"], found["text_labels"], found["boxes"], strict=True):
    print(text, f"{score:.2f}", [round(x) for x in box.tolist()])
