"""Fill in masked patches of an image (AutoModelForMaskedImageModeling)."""

import sys

import torch
from PIL import Image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForMaskedImageModeling

name = sys.argv[1] if len(sys.argv) > 1 else "microsoft/swin-base-simmim-window6-192"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForMaskedImageModeling.from_pretrained(name)
pixels = processor(Image.open(file), return_tensors="pt")["pixel_values"]
patches = (model.config.image_size // model.config.patch_size) ** 2
mask = torch.arange(patches)[None] % 2 == 0
with torch.inference_mode():
    outputs = model(pixel_values=pixels, bool_masked_pos=mask)
print(f"loss {outputs.loss:.3f}, image {tuple(outputs.reconstruction.shape)}")
