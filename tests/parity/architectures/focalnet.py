from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images, masked_patches

TINY = dict(
    image_size=16,
    patch_size=2,
    embed_dim=8,
    hidden_sizes=[16, 32, 32],
    depths=[1, 2, 1],
    focal_levels=[2, 1, 2],
    focal_windows=[3, 3, 5],
    encoder_stride=8,
    num_labels=3,
)
OTHER = TINY | dict(
    focal_levels=[3, 0, 1],
    hidden_act="relu",
    layer_norm_eps=1e-2,
    layerscale_value=0.5,
    mlp_ratio=2.5,
    normalize_modulator=True,
    num_channels=2,
    num_labels=5,
    use_layerscale=True,
    use_post_layernorm=True,
    use_post_layernorm_in_modulation=True,
)
OVERLAPPING = TINY | dict(use_conv_embed=True, out_features=["stem", "stage2"])
MASK = {"bool_masked_pos": masked_patches(2, 64, masked=20)}

ARCH = Arch(
    "focalnet",
    "FocalNet",
    "focalnet",
    {"tiny": TINY, "other": OTHER, "overlapping": OVERLAPPING},
    (
        Row("Model", "tiny", images(2, 3, 16, 16)),
        Row("Model", "other", images(1, 2, 27, 19)),
        Row("Model", "overlapping", images(1, 3, 37, 50)),
        Row("ForMaskedImageModeling", "tiny", images(2, 3, 16, 16, **MASK), requests={}),
        Row("ForMaskedImageModeling", "overlapping", images(1, 3, 32, 32), requests={}),
        Row("Backbone", "overlapping", images(1, 3, 32, 48)),
        Row("Backbone", "other", images(2, 2, 16, 16)),
        Row("ForImageClassification", "other", images(3, 2, 16, 16, labels=classes(5, 3))),
        Row("ForImageClassification", "tiny", images(2, 3, 17, 20, labels=classes(3, 2))),
    ),
    must_see=[
        "focalnet.encoder.stages.1.layers.1.modulation.focal_layers.0.0.weight",
        "focalnet.encoder.stages.0.downsample.norm.bias",
        "focalnet.embeddings.norm.bias",
    ],
    must_see_options=[{"hidden_act": "relu"}, {"normalize_modulator": True}],
    refuses=[{"focal_windows": [3, 2, 3]}, {"focal_levels": [1]}],
    requests=dict(output_hidden_states=True),
)
