"""How far away is what an image shows? (AutoModelForDepthEstimation)"""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForDepthEstimation

name = checkpoint("depth-anything/Depth-Anything-V2-Small-hf")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForDepthEstimation.from_pretrained(name)
image = sample_image()
outputs = model(**processor(image, return_tensors="pt"))
(found,) = processor.post_process_depth_estimation(
    outputs, target_sizes=[(image.height, image.width)]
)
depth = found["predicted_depth"]
print(f"{tuple(depth.shape)} pixels, depths from {depth.min():.2f} to {depth.max():.2f}")
