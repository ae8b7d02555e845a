"""Cut an object out of an image by pointing at it (AutoModelForMaskGeneration)."""

import sys

import torch
from PIL import Image

from auto_core import AutoProcessor
from auto_torch import AutoModelForMaskGeneration

name = sys.argv[1] if len(sys.argv) > 1 else "facebook/sam-vit-base"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForMaskGeneration.from_pretrained(name)
image = Image.open(file)
inputs = processor(image, input_points=[[[170, 140]]], return_tensors="pt")
with torch.inference_mode():
    outputs = model(**inputs)
(masks,) = processor.post_process_masks(
    outputs.pred_masks, inputs["original_sizes"], inputs["reshaped_input_sizes"]
)
for mask, score in zip(masks[0], outputs.iou_scores[0, 0], strict=True):
    print(f"{int(mask.sum())} of {image.width * image.height} pixels, score {score:.2f}")
