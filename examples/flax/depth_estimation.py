"""How far away is what an image shows? (FlaxAutoModelForDepthEstimation)"""

import sys

from PIL import Image

from auto_core import AutoImageProcessor
from auto_flax import FlaxAutoModelForDepthEstimation

name = sys.argv[1] if len(sys.argv) > 1 else "depth-anything/Depth-Anything-V2-Small-hf"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = FlaxAutoModelForDepthEstimation.from_pretrained(name)
image = Image.open(file)
outputs = model(**processor(image, return_tensors="jax"))
(found,) = processor.post_process_depth_estimation(
    outputs, target_sizes=[(image.height, image.width)]
)
depth = found["predicted_depth"]
print(f"{tuple(depth.shape)} pixels, depths from {depth.min():.2f} to {depth.max():.2f}")
