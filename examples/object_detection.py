"""Where is what in an image? (AutoModelForObjectDetection)"""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForObjectDetection

name = checkpoint("facebook/detr-resnet-50")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForObjectDetection.from_pretrained(name)
image = sample_image()
outputs = model(**processor(image, return_tensors="pt"))
(found,) = processor.post_process_object_detection(
    outputs, threshold=0.3, target_sizes=[(image.height, image.width)]
)
print(f"{len(found['scores'])} objects")
for score, label, box in zip(found["scores"], found["labels"], found["boxes"], strict=True):
    print(model.config.id2label[int(label)], f"{score:.2f}", [round(x) for x in box.tolist()])
