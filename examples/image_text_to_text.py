"""Go on with a text about an image (AutoModelForImageTextToText)."""

from samples import checkpoint, sample_image

from auto_core import AutoProcessor
from auto_torch import AutoModelForImageTextToText

name = checkpoint("Salesforce/blip-image-captioning-base")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForImageTextToText.from_pretrained(name)
inputs = processor(images=sample_image(), text="a picture of", return_tensors="pt")
output = model.generate(**inputs, max_new_tokens=20)
print(repr(processor.decode(output[0], skip_special_tokens=True)))
