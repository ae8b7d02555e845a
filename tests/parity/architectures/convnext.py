from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

STATES = dict(output_hidden_states=True)
TINY = dict(num_stages=3, hidden_sizes=[6, 8, 12], depths=[1, 2, 1], drop_path_rate=0.2)
OTHER = TINY | dict(
    num_channels=2, patch_size=2, hidden_act="relu", layer_norm_eps=1e-2, num_labels=5
)
UNSCALED = OTHER | dict(layer_scale_init_value=0.0)
CHOSEN = TINY | dict(out_features=["stem", "stage2"])

ARCH = Arch(
    "convnext",
    "ConvNext",
    "convnext",
    rows=[
        Row("Model", TINY, images(2, 3, 32, 24), "default"),
        Row("Model", UNSCALED, images(1, 2, 19, 27), "odd"),
        Row("ForImageClassification", OTHER, images(3, 2, 16, 16, labels=classes(5, 3)), "classes"),
        Row("Backbone", OTHER, images(2, 2, 16, 16), "last"),
        Row("Backbone", CHOSEN, images(1, 3, 32, 48), "chosen"),
    ],
    must_see={
        "Model-default": [
            "encoder.stages.1.layers.1.layer_scale_parameter",
            "encoder.stages.2.downsampling_layer.0.bias",
        ],
        "Backbone-last": ["hidden_states_norms.stage3.bias"],
    },
    must_see_options={"Model-default": [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 0.01}]},
    requests=STATES,
)
