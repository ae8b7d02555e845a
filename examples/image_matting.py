"""How opaque each pixel of an object is (AutoModelForImageMatting)."""

import numpy as np
from PIL import Image
from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForImageMatting

name = checkpoint("hustvl/vitmatte-small-composition-1k")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForImageMatting.from_pretrained(name)
image = sample_image()
# A trimap: 255 where the object is for sure, 0 where it is not, 128 where nobody knows.
trimap = np.zeros((image.height, image.width), np.uint8)
trimap[80:200, 110:230] = 128
trimap[110:170, 140:200] = 255
inputs = processor(images=image, trimaps=Image.fromarray(trimap), return_tensors="pt")
alphas = model(**inputs).alphas[0, 0]
print(f"{alphas.mean():.2f} of the pixels belong to the object")
