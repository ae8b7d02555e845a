"""Where is what in an image? (AutoModelForObjectDetection)"""

import sys

import torch
from PIL import Image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForObjectDetection

name = sys.argv[1] if len(sys.argv) > 1 else "facebook/detr-resnet-50"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForObjectDetection.from_pretrained(name)
image = Image.open(file)
with torch.inference_mode():
    outputs = model(**processor(image, return_tensors="pt"))
(found,) = processor.post_process_object_detection(
    outputs, threshold=0.3, target_sizes=[(image.height, image.width)]
)
print(f"{len(found['scores'])} objects")
for score, label, box in zip(found["scores"], found["labels"], found["boxes"], strict=True):
    print(model.config.id2label[int(label)], f"{score:.2f}", [round(x) for x in box.tolist()])
