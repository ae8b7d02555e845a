from parity.arch import Arch, Row
from parity.images import images

STATES = dict(output_hidden_states=True)
TINY = dict(hidden_sizes=[8, 12, 16], depths=[1, 2, 1])
OTHER = TINY | dict(
    drop_path_rate=0.3,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    layer_scale_init_value=0.5,
    num_channels=2,
)

ARCH = Arch(
    "dinov3_convnext",
    "DINOv3ConvNext",
    "dinov3_convnext",
    rows=[
        Row("Backbone", TINY | dict(out_indices=[0, 2]), images(2, 3, 32, 48), "chosen"),
        Row("Backbone", OTHER, images(2, 2, 32, 32), "last"),
        Row("Model", TINY, images(2, 3, 32, 24), "default"),
        Row("Model", OTHER, images(1, 2, 37, 51), "other"),
    ],
    must_see=["stages.1.layers.1.gamma", "layer_norm.bias"],
    must_see_options=[{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-6}],
    refuses=[({"depths": [1]}, "hidden_sizes")],
    requests=STATES,
)
