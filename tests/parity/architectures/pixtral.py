import numpy as np
from parity.arch import Arch, Row
from parity.architectures.mistral3 import OTHER, PIXTRAL
from parity.images import images

SIZES = np.array([[16, 24], [32, 8]])
ARCH = Arch(
    "pixtral",
    "PixtralVision",
    "pixtral",
    configs={"default": PIXTRAL, "other": OTHER["vision_config"]},
    rows=[
        Row("Model", "default", images(2, 3, 16, 24), "whole"),
        Row("Model", "other", images(2, 3, 32, 32, image_sizes=lambda rng: SIZES)),
    ],
    must_see=["ln_pre.weight", "transformer.layers.0.attention_norm.weight"],
    refuses=[{"num_attention_heads": 3}, {"rope_parameters": {"rope_type": "yarn"}}],
    requests=dict(output_hidden_states=True),
)
