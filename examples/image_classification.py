"""What does an image show? (AutoModelForImageClassification)"""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForImageClassification

name = checkpoint("google/vit-base-patch16-224")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForImageClassification.from_pretrained(name)
scores = model(**processor(sample_image(), return_tensors="pt")).logits.softmax(-1)[0]
for score, label in zip(*scores.topk(min(3, len(scores))), strict=True):
    print(f"{model.config.id2label[int(label)]:24} {score:.2f}")
