"""Points of an image that are easy to find again (AutoModelForKeypointDetection)."""

import torch
from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForKeypointDetection

name = checkpoint("magic-leap-community/superpoint")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForKeypointDetection.from_pretrained(name)
image = sample_image()
outputs = model(**processor(image, return_tensors="pt"))
sizes = torch.tensor([[image.height, image.width]])
(found,) = processor.post_process_keypoint_detection(outputs, sizes)
print(
    f"{len(found['keypoints'])} points, described by {found['descriptors'].shape[-1]} numbers each"
)
