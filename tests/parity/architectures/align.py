from parity.arch import Arch, Row
from parity.architectures.chinese_clip import segmented
from parity.images import images
from parity.towers import EVERYTHING, TEXT, both, texts

VISION = dict(
    image_size=32,
    width_coefficient=0.5,
    depth_coefficient=1.0,
    depth_divisor=2,
    in_channels=[32, 8, 12],
    out_channels=[8, 12, 20],
    kernel_sizes=[3, 5, 3],
    strides=[1, 2, 2],
    num_block_repeats=[1, 2, 1],
    expand_ratios=[1, 3, 2],
    hidden_dim=640,
)
TINY = dict(text_config=TEXT, vision_config=VISION, projection_dim=10)
OTHER = dict(
    text_config=TEXT | dict(hidden_act="relu", layer_norm_eps=1e-3, type_vocab_size=3),
    vision_config=VISION
    | dict(
        num_channels=1,
        pooling_type="max",
        hidden_act="gelu",
        depth_coefficient=1.6,
        depthwise_padding=[1, 4],
        batch_norm_eps=0.1,
        squeeze_expansion_ratio=0.5,
        hidden_dim=50,
    ),
    projection_dim=10,
    temperature_init_value=0.5,
)
STATES = dict(output_hidden_states=True)
PAIRS = EVERYTHING | dict(return_loss=True)

ARCH = Arch(
    "align",
    "Align",
    "clip",
    rows=[
        Row("Model", TINY, both(segmented([7, 4, 2]), images(2, 3, 32, 32)), "default"),
        Row("TextModel", TEXT, texts([7, 4]), config_class="AlignTextConfig"),
        Row(
            "VisionModel",
            VISION,
            images(2, 3, 27, 40),
            requests=STATES,
            config_class="AlignVisionConfig",
        ),
        Row(
            "Model",
            OTHER,
            both(segmented([7, 4], types=3), images(2, 1, 29, 36)),
            "other",
            requests=PAIRS,
        ),
    ],
    must_see={
        "Model-default": ["text_projection.bias"],
        "Model-other": ["vision_model.encoder.blocks.0.projection.project_bn.running_mean"],
    },
    refuses=[{"projection_dim": 12}],
)
