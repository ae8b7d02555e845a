"""Make an image larger (AutoModelForImageToImage)."""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForImageToImage

name = checkpoint("caidas/swin2SR-classical-sr-x2-64")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForImageToImage.from_pretrained(name)
pixels = processor(sample_image().resize((64, 48)), return_tensors="pt")["pixel_values"]
larger = model(pixel_values=pixels).reconstruction.clamp(0, 1)
print(f"{tuple(pixels.shape[2:])} pixels became {tuple(larger.shape[2:])}")
