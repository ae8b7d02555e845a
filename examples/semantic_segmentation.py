"""What is each pixel of an image? (AutoModelForSemanticSegmentation)"""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForSemanticSegmentation

name = checkpoint("nvidia/segformer-b0-finetuned-ade-512-512")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForSemanticSegmentation.from_pretrained(name)
image = sample_image()
outputs = model(**processor(image, return_tensors="pt"))
(classes,) = processor.post_process_semantic_segmentation(
    outputs, target_sizes=[(image.height, image.width)]
)
for label, count in zip(*classes.unique(return_counts=True), strict=True):
    print(f"{model.config.id2label[int(label)]:16} {int(count)} pixels")
