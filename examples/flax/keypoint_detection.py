"""Points of an image that are easy to find again (FlaxAutoModelForKeypointDetection)."""

import sys

from PIL import Image

from auto_core import AutoImageProcessor
from auto_flax import FlaxAutoModelForKeypointDetection

name = sys.argv[1] if len(sys.argv) > 1 else "magic-leap-community/superpoint"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = FlaxAutoModelForKeypointDetection.from_pretrained(name)
image = Image.open(file)
outputs = model(**processor(image, return_tensors="jax"))
(found,) = processor.post_process_keypoint_detection(outputs, [(image.height, image.width)])
print(
    f"{len(found['keypoints'])} points, described by {found['descriptors'].shape[-1]} numbers each"
)
