from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import TINY_VIT, images, masked_patches

TINY = {name: value for name, value in TINY_VIT.items() if name != "intermediate_size"}
OTHER = TINY | dict(
    drop_path_rate=0.2,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    layerscale_value=0.3,
    mlp_ratio=3,
    num_attention_heads=2,
    num_labels=5,
    qkv_bias=False,
    use_mask_token=False,
    use_swiglu_ffn=True,
)
MAPS = TINY | dict(out_features=["stem", "stage2"])
TOKENS = OTHER | dict(out_indices=[1, -1], apply_layernorm=False, reshape_hidden_states=False)
MASK = {"bool_masked_pos": masked_patches(2, 9, masked=4)}

ARCH = Arch(
    "dinov2",
    "Dinov2",
    "dinov2",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 24, **MASK), "masked"),
        Row("Model", OTHER, images(2, 3, 35, 24), "other"),
        Row("ForImageClassification", TINY, images(2, 3, 24, 24), "default", requests={}),
        Row("ForImageClassification", OTHER, images(2, 3, 16, 40, labels=classes(5, 2)), "other"),
        Row("Backbone", MAPS, images(2, 3, 24, 41), "maps"),
        Row("Backbone", TOKENS, images(2, 3, 24, 24), "tokens", requests={}),
        Row("Backbone", TINY, images(1, 3, 24, 24), "last", requests={}),
    ],
    must_see={
        "Model-other": [
            "encoder.layer.0.layer_scale2.lambda1",
            "encoder.layer.1.mlp.weights_in.bias",
        ]
    },
)
