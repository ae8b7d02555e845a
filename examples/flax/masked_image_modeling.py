"""Fill in masked patches of an image (FlaxAutoModelForMaskedImageModeling)."""

import sys

import jax.numpy as jnp
from PIL import Image

from auto_core import AutoImageProcessor
from auto_flax import FlaxAutoModelForMaskedImageModeling

name = sys.argv[1] if len(sys.argv) > 1 else "microsoft/swin-base-simmim-window6-192"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = FlaxAutoModelForMaskedImageModeling.from_pretrained(name)
pixels = processor(Image.open(file), return_tensors="jax")["pixel_values"]
patches = (model.config.image_size // model.config.patch_size) ** 2
mask = jnp.arange(patches)[None] % 2 == 0
outputs = model(pixel_values=pixels, bool_masked_pos=mask)
print(f"loss {outputs.loss:.3f}, image {tuple(outputs.reconstruction.shape)}")
