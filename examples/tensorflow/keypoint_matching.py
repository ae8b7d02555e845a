"""The same points in two images (TFAutoModelForKeypointMatching)."""

import sys

from PIL import Image

from auto_core import AutoImageProcessor
from auto_tf import TFAutoModelForKeypointMatching

name = sys.argv[1] if len(sys.argv) > 1 else "magic-leap-community/superglue_outdoor"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = TFAutoModelForKeypointMatching.from_pretrained(name)
first = Image.open(file)
second = first.rotate(10)
outputs = model(**processor([first, second], return_tensors="tf"))
size = (first.height, first.width)
(found,) = processor.post_process_keypoint_matching(outputs, [[size, size]])
print(f"{len(found['keypoints0'])} points are in both images")
