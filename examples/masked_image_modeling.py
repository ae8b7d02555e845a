"""Fill in masked patches of an image (AutoModelForMaskedImageModeling)."""

import torch
from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForMaskedImageModeling

name = checkpoint("microsoft/swin-base-simmim-window6-192")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForMaskedImageModeling.from_pretrained(name)
pixels = processor(sample_image(), return_tensors="pt")["pixel_values"]
patches = (model.config.image_size // model.config.patch_size) ** 2
mask = torch.arange(patches)[None] % 2 == 0
outputs = model(pixel_values=pixels, bool_masked_pos=mask)
print(f"loss {outputs.loss:.3f}, image {tuple(outputs.reconstruction.shape)}")
