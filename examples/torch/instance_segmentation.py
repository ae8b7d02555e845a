"""A mask for each object in an image (AutoModelForInstanceSegmentation)."""

import sys

import torch
from PIL import Image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForInstanceSegmentation

name = sys.argv[1] if len(sys.argv) > 1 else "facebook/maskformer-swin-tiny-coco"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForInstanceSegmentation.from_pretrained(name)
image = Image.open(file)
with torch.inference_mode():
    outputs = model(**processor(image, return_tensors="pt"))
(found,) = processor.post_process_instance_segmentation(
    outputs, threshold=0.3, target_sizes=[(image.height, image.width)]
)
print(f"{len(found['segments_info'])} segments in {tuple(found['segmentation'].shape)} pixels")
for segment in found["segments_info"]:
    print(model.config.id2label[segment["label_id"]], f"{segment['score']:.2f}")
