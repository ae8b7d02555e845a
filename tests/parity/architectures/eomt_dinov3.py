from parity.arch import Arch, Row
from parity.architectures import eomt
from parity.architectures.mask2former import LABELS
from parity.images import images

TINY = eomt.TINY | dict(hidden_size=32, intermediate_size=20)
OTHER = {name: value for name, value in eomt.OTHER.items() if "mlp" not in name} | dict(
    hidden_size=24,
    intermediate_size=20,
    key_bias=True,
    mlp_bias=False,
    proj_bias=False,
    query_bias=False,
    rope_parameters={"rope_type": "default", "rope_theta": 10.0},
    use_gated_mlp=True,
    value_bias=False,
)
OTHER.pop("use_swiglu_ffn")

ARCH = Arch(
    "eomt_dinov3",
    "EomtDinov3",
    "eomt",
    patch=eomt.give_points,
    rows=[
        Row("ForUniversalSegmentation", TINY, images(2, 3, 32, 32), "tiny"),
        Row("ForUniversalSegmentation", OTHER, images(2, 2, 32, 32, **LABELS), "other loss"),
        Row("ForUniversalSegmentation", TINY, images(2, 3, 32, 32, **LABELS), "loss"),
    ],
    must_see=["embeddings.register_tokens", "layers.3.mlp.up_proj.bias"],
    must_see_options=[{"rope_parameters": {"rope_type": "default", "rope_theta": 10.0}}],
    refuses=[
        {"num_blocks": 0},
        ({"num_attention_heads": 16}, "hidden_size"),
        {"pos_embed_rescale": 0.0},
        {"rope_parameters": {"rope_type": "linear", "factor": 2.0}},
    ],
)
