"""Feature maps of an image, for a model of one's own (TFAutoBackbone)."""

import sys

from PIL import Image

from auto_core import AutoImageProcessor
from auto_tf import TFAutoBackbone

name = sys.argv[1] if len(sys.argv) > 1 else "microsoft/resnet-50"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = TFAutoBackbone.from_pretrained(name, out_features=["stage2", "stage3"])
maps = model(**processor(Image.open(file), return_tensors="tf")).feature_maps
for stage, features in zip(model.out_features, maps, strict=True):
    print(stage, tuple(features.shape))
