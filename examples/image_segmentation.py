"""Things and stuff of an image, pixel by pixel (AutoModelForImageSegmentation)."""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForImageSegmentation

name = checkpoint("facebook/detr-resnet-50-panoptic")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForImageSegmentation.from_pretrained(name)
image = sample_image()
outputs = model(**processor(image, return_tensors="pt"))
(found,) = processor.post_process_panoptic_segmentation(
    outputs, threshold=0.3, target_sizes=[(image.height, image.width)]
)
print(f"{len(found['segments_info'])} segments in {tuple(found['segmentation'].shape)} pixels")
for segment in found["segments_info"]:
    print(model.config.id2label[segment["label_id"]], f"{segment['score']:.2f}")
