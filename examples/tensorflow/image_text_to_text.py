"""Go on with a text about an image (TFAutoModelForImageTextToText)."""

import sys

from PIL import Image

from auto_core import AutoProcessor
from auto_tf import TFAutoModelForImageTextToText

name = sys.argv[1] if len(sys.argv) > 1 else "Salesforce/blip-image-captioning-base"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoProcessor.from_pretrained(name)
model = TFAutoModelForImageTextToText.from_pretrained(name)
inputs = processor(images=Image.open(file), text="a picture of", return_tensors="tf")
output = model.generate(**inputs, max_new_tokens=20)
print(repr(processor.decode(output[0], skip_special_tokens=True)))
