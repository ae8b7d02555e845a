"""Which text fits an image? (AutoModelForZeroShotImageClassification)"""

from samples import checkpoint, sample_image

from auto_core import AutoProcessor
from auto_torch import AutoModelForZeroShotImageClassification

name = checkpoint("openai/clip-vit-base-patch32")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForZeroShotImageClassification.from_pretrained(name)
texts = ["a red ball", "a black cat", "a street at night"]
inputs = processor(text=texts, images=sample_image(), padding=True, return_tensors="pt")
scores = model(**inputs).logits_per_image.softmax(-1)[0]
for text, score in zip(texts, scores, strict=True):
    print(f"{text:20} {score:.2f}")
