"""Feature maps of an image, for a model of one's own (AutoBackbone)."""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoBackbone

name = checkpoint("microsoft/resnet-50")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoBackbone.from_pretrained(name, out_features=["stage2", "stage3"])
maps = model(**processor(sample_image(), return_tensors="pt")).feature_maps
for stage, features in zip(model.out_features, maps, strict=True):
    print(stage, tuple(features.shape))
