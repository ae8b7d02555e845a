"""What is each pixel of an image? (FlaxAutoModelForSemanticSegmentation)"""

import sys

import jax.numpy as jnp
from PIL import Image

from auto_core import AutoImageProcessor
from auto_flax import FlaxAutoModelForSemanticSegmentation

name = sys.argv[1] if len(sys.argv) > 1 else "nvidia/segformer-b0-finetuned-ade-512-512"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = FlaxAutoModelForSemanticSegmentation.from_pretrained(name)
image = Image.open(file)
outputs = model(**processor(image, return_tensors="jax"))
(classes,) = processor.post_process_semantic_segmentation(
    outputs, target_sizes=[(image.height, image.width)]
)
for label, count in zip(*jnp.unique(classes, return_counts=True), strict=True):
    print(f"{model.config.id2label[int(label)]:16} {int(count)} pixels")
