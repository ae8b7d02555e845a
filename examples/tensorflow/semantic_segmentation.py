"""What is each pixel of an image? (TFAutoModelForSemanticSegmentation)"""

import sys

import tensorflow as tf
from PIL import Image

from auto_core import AutoImageProcessor
from auto_tf import TFAutoModelForSemanticSegmentation

name = sys.argv[1] if len(sys.argv) > 1 else "nvidia/segformer-b0-finetuned-ade-512-512"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = TFAutoModelForSemanticSegmentation.from_pretrained(name)
image = Image.open(file)
outputs = model(**processor(image, return_tensors="tf"))
(classes,) = processor.post_process_semantic_segmentation(
    outputs, target_sizes=[(image.height, image.width)]
)
labels, _, counts = tf.unique_with_counts(tf.reshape(classes, [-1]))
for label, count in zip(labels, counts, strict=True):
    print(f"{model.config.id2label[int(label)]:16} {int(count)} pixels")
