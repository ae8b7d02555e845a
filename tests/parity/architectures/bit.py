from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(drop_path_rate=0.3, embedding_size=8, hidden_sizes=[8, 16], depths=[2, 1], num_groups=2)
OTHER = dict(
    depths=[1, 2, 2],
    embedding_dynamic_padding=True,
    embedding_size=8,
    global_padding="same",
    hidden_act="gelu",
    hidden_sizes=[8, 16, 24],
    layer_type="bottleneck",
    num_groups=4,
    num_labels=5,
    out_features=["stem", "stage2"],
    output_stride=8,
)
STATES = dict(output_hidden_states=True)

ARCH = Arch(
    "bit",
    "Bit",
    "bit",
    rows=[
        Row("Model", TINY, images(2, 3, 33, 24), "default"),
        Row("Model", OTHER, images(1, 3, 32, 45), "other"),
        Row(
            "ForImageClassification",
            OTHER,
            images(2, 3, 32, 32, labels=classes(5, 2)),
            "other",
            requests={},
        ),
        Row("Backbone", OTHER, images(1, 3, 32, 32), "other"),
    ],
    must_see={"Model-default": ["encoder.stages.0.layers.1.norm3.bias"]},
    must_see_options={"Model-default": [{"hidden_act": "gelu"}]},
    requests=STATES,
)
