from parity.arch import Arch, Row
from parity.architectures.dinov2 import MASK
from parity.architectures.dinov2 import TINY as SIZES
from parity.encoders import classes
from parity.images import images

TINY = SIZES | dict(num_register_tokens=3)
OTHER = SIZES | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    layerscale_value=0.3,
    mlp_ratio=3,
    num_attention_heads=2,
    num_labels=5,
    num_register_tokens=1,
    qkv_bias=False,
    use_swiglu_ffn=True,
)
TOKENS = OTHER | dict(out_indices=[1, -1], apply_layernorm=False, reshape_hidden_states=False)

ARCH = Arch(
    "dinov2_with_registers",
    "Dinov2WithRegisters",
    "dinov2",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 24, **MASK), "masked"),
        Row("Model", TINY, images(2, 3, 16, 9), "smaller"),
        Row("Model", OTHER, images(2, 3, 35, 24), "other"),
        Row("Backbone", TINY | dict(out_indices=[0, 2]), images(2, 3, 24, 41), "maps"),
        Row("Backbone", TOKENS, images(2, 3, 24, 24), "tokens", requests={}),
        Row("ForImageClassification", TINY, images(2, 3, 24, 24), "default"),
        Row("ForImageClassification", OTHER, images(2, 3, 16, 40, labels=classes(5, 2)), "other"),
    ],
    must_see=["dinov2_with_registers.embeddings.register_tokens", "classifier.bias"],
    must_see_options=[{"layer_norm_eps": 1e-6}],
    refuses=[{"num_attention_heads": 5}],
)
