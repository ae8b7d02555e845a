"""Things and stuff of an image, pixel by pixel (TFAutoModelForImageSegmentation)."""

import sys

from PIL import Image

from auto_core import AutoImageProcessor
from auto_tf import TFAutoModelForImageSegmentation

name = sys.argv[1] if len(sys.argv) > 1 else "facebook/detr-resnet-50-panoptic"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = TFAutoModelForImageSegmentation.from_pretrained(name)
image = Image.open(file)
outputs = model(**processor(image, return_tensors="tf"))
(found,) = processor.post_process_panoptic_segmentation(
    outputs, threshold=0.3, target_sizes=[(image.height, image.width)]
)
print(f"{len(found['segments_info'])} segments in {tuple(found['segmentation'].shape)} pixels")
for segment in found["segments_info"]:
    print(model.config.id2label[segment["label_id"]], f"{segment['score']:.2f}")
