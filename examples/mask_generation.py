"""Cut an object out of an image by pointing at it (AutoModelForMaskGeneration)."""

from samples import checkpoint, sample_image

from auto_core import AutoProcessor
from auto_torch import AutoModelForMaskGeneration

name = checkpoint("facebook/sam-vit-base")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForMaskGeneration.from_pretrained(name)
image = sample_image()
inputs = processor(image, input_points=[[[170, 140]]], return_tensors="pt")
outputs = model(**inputs)
(masks,) = processor.post_process_masks(
    outputs.pred_masks, inputs["original_sizes"], inputs["reshaped_input_sizes"]
)
for mask, score in zip(masks[0], outputs.iou_scores[0, 0], strict=True):
    print(f"{int(mask.sum())} of {image.width * image.height} pixels, score {score:.2f}")
