from parity.arch import Arch, Row
from parity.images import images

TINY = dict(
    hidden_size=16,
    num_hidden_layers=3,
    num_attention_heads=4,
    image_size=32,
    patch_size=4,
    num_windows=2,
    out_indices=[0, 2, 3],
)
OTHER = TINY | dict(
    drop_path_rate=0.2,
    hidden_act="relu",
    image_size=24,
    layer_norm_eps=1e-3,
    layerscale_value=0.3,
    mlp_ratio=3,
    num_attention_heads=2,
    num_windows=3,
    out_indices=[1, 3],
    qkv_bias=False,
    use_mask_token=False,
    use_swiglu_ffn=True,
    window_block_indexes=[1],
)
TOKENS = TINY | dict(apply_layernorm=False, reshape_hidden_states=False)
WHOLE = TINY | dict(num_windows=1, out_features=["stage3"])
del WHOLE["out_indices"]

ARCH = Arch(
    "rf_detr_dinov2",
    "RfDetrDinov2",
    "rf_detr_dinov2",
    rows=[
        Row("Backbone", TINY, images(2, 3, 32, 32), "tiny"),
        Row("Backbone", TINY, images(2, 3, 24, 40), "oblong", requests={}),
        Row("Backbone", OTHER, images(2, 3, 36, 24), "other"),
        Row("Backbone", TOKENS, images(1, 3, 48, 48), "tokens", requests={}),
        Row("Backbone", WHOLE, images(1, 3, 24, 20), "whole", requests={}),
    ],
    must_see={
        "Backbone-tiny": ["encoder.layer.1.layer_scale2.lambda1", "embeddings.cls_token"],
        "Backbone-other": ["encoder.layer.1.mlp.gate_proj.bias"],
    },
    must_see_options={"Backbone-tiny": [{"window_block_indexes": [0, 1, 2]}]},
    refuses=[{"num_windows": 0}, {"patch_size": [4, 4]}, {"num_attention_heads": 3}],
)
