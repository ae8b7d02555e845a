"""The same points in two images (AutoModelForKeypointMatching)."""

import torch
from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForKeypointMatching

name = checkpoint("magic-leap-community/superglue_outdoor")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForKeypointMatching.from_pretrained(name)
first = sample_image()
second = first.rotate(10)
with torch.no_grad():
    outputs = model(**processor([first, second], return_tensors="pt"))
sizes = [[(image.height, image.width) for image in (first, second)]]
(found,) = processor.post_process_keypoint_matching(outputs, sizes)
print(f"{len(found['keypoints0'])} points are in both images")
