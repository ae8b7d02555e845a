from parity.arch import DECODER, decoder

LAYERS = ["conv", "full_attention", "conv"]
TINY = DECODER | dict(num_hidden_layers=3, block_multiple_of=8, layer_types=LAYERS)
OTHER = TINY | dict(
    layer_types=None,
    full_attn_idxs=[2],
    num_key_value_heads=1,
    conv_bias=True,
    conv_L_cache=4,
    norm_eps=1e-2,
    block_ffn_dim_multiplier=1.3,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "lfm2",
    "Lfm2",
    family="lfm2",
    heads=[],
    configs={"default": TINY, "other": OTHER},
    must_see=[
        "model.layers.0.conv.conv.weight",
        "model.layers.1.conv.in_proj.bias",
        "model.layers.2.self_attn.q_layernorm.weight",
        "model.embedding_norm.weight",
    ],
    must_see_options=[{"norm_eps": 1e-1}, {"rope_theta": 500.0}],
    refuses=[{"layer_types": ["conv"] * 2}, {"conv_L_cache": 1}],
)
