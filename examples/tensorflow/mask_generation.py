"""Cut an object out of an image by pointing at it (TFAutoModelForMaskGeneration)."""

import sys

from PIL import Image

from auto_core import AutoProcessor
from auto_tf import TFAutoModelForMaskGeneration

name = sys.argv[1] if len(sys.argv) > 1 else "facebook/sam-vit-base"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoProcessor.from_pretrained(name)
model = TFAutoModelForMaskGeneration.from_pretrained(name)
image = Image.open(file)
inputs = processor(image, input_points=[[[170, 140]]], return_tensors="tf")
outputs = model(**inputs)
(masks,) = processor.post_process_masks(
    outputs.pred_masks, inputs["original_sizes"], inputs["reshaped_input_sizes"]
)
for mask, score in zip(masks[0], outputs.iou_scores[0, 0], strict=True):
    print(f"{int(mask.sum())} of {image.width * image.height} pixels, score {score:.2f}")
