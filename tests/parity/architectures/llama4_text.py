from parity.arch import DECODER, DECODER_INPUTS, Arch, Row

DEFAULT = DECODER | dict(
    head_dim=8, num_hidden_layers=4, num_local_experts=5, intermediate_size_mlp=20
)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    num_hidden_layers=3,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    num_experts_per_tok=2,
    moe_layers=[1, 2],
    no_rope_layers=[1, 0, 1],
    use_qk_norm=False,
    attention_chunk_size=4,
    floor_scale=2,
    attn_scale=0.7,
)

ARCH = Arch(
    "llama4_text",
    "Llama4",
    "llama4",
    {"default": DEFAULT, "chunks": DEFAULT | dict(attention_chunk_size=3), "other": OTHER},
    [
        Row(head, name, DECODER_INPUTS[head.removeprefix("Text")])
        for head in ("TextModel", "ForCausalLM")
        for name in ("default", "chunks", "other")
    ],
    must_see=[
        "model.layers.1.feed_forward.router.weight",
        "model.layers.0.feed_forward.up_proj.weight",
        "model.layers.2.feed_forward.shared_expert.up_proj.weight",
    ],
    must_see_options=[
        {"use_qk_norm": True},
        {"attention_chunk_size": 3},
        {"attn_temperature_tuning": False},
        {"floor_scale": 1},
    ],
    refuses=[{"attention_chunk_size": None}, {"no_rope_layers": [1]}, {"floor_scale": 0}],
    causal_lm="ForCausalLM",
    config_class="Llama4TextConfig",
    padded="attention_mask",
)
