"""Describe an image (AutoModelForVision2Seq)."""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor, AutoTokenizer
from auto_torch import AutoModelForVision2Seq

name = checkpoint("nlpconnect/vit-gpt2-image-captioning")
processor, tokenizer = AutoImageProcessor.from_pretrained(name), AutoTokenizer.from_pretrained(name)
model = AutoModelForVision2Seq.from_pretrained(name)
pixels = processor(sample_image(), return_tensors="pt")["pixel_values"]
output = model.generate(pixel_values=pixels, max_new_tokens=20)
print(repr(tokenizer.decode(output[0], skip_special_tokens=True)))
