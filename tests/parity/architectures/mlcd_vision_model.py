from parity.arch import Arch, Row
from parity.images import images
from parity.towers import VISION

OTHER = VISION | dict(
    num_channels=1,
    patch_size=4,
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=4,
    rope_parameters={"rope_type": "axial", "rope_theta": 50.0},
)

ARCH = Arch(
    "mlcd_vision_model",
    "MLCDVision",
    "clip",
    rows=[
        Row("Model", VISION, images(2, 3, 16, 16), "default"),
        Row("Model", OTHER, images(2, 1, 21, 12), "other"),
    ],
    must_see=["class_pos_emb", "embeddings.class_embedding"],
    must_see_options=[{"rope_parameters": {"rope_type": "axial", "rope_theta": 90.0}}],
    refuses=[{"num_key_value_groups": 2}, {"rope_parameters": {"rope_type": "default"}}],
)
