from dataclasses import replace

from parity.arch import DECODER, DECODER_INPUTS, MOE_REQUESTS, Row, decoder

DEFAULT = DECODER | dict(
    hidden_size=16,  # whose root is exact, as that of the next sizes: upstream rounds it
    vocab_size_per_layer_input=67,
    hidden_size_per_layer_input=4,
    head_dim=8,
    global_head_dim=12,
    num_hidden_layers=4,
    layer_types=["sliding_attention", "full_attention"] * 2,
)
OTHER = DEFAULT | dict(
    vocab_size_per_layer_input=70,
    layer_types=None,
    num_hidden_layers=7,
    sliding_window=3,
    num_kv_shared_layers=0,
    hidden_activation="silu",
    attention_bias=True,
    attention_k_eq_v=True,
    num_global_key_value_heads=1,
    rms_norm_eps=1e-2,
    tie_word_embeddings=False,
    final_logit_softcapping=2.0,
    enable_moe_block=True,
    num_experts=5,
    top_k_experts=2,
    moe_intermediate_size=12,
    hidden_size_per_layer_input=0,
    rope_parameters={
        "full_attention": {
            "rope_type": "proportional",
            "rope_theta": 50.0,
            "partial_rotary_factor": 0.5,
        },
        "sliding_attention": {"rope_type": "linear", "rope_theta": 20.0, "factor": 2.0},
    },
)
SHARED = DEFAULT | dict(
    num_hidden_layers=6,
    layer_types=["sliding_attention", "full_attention"] * 3,
    num_kv_shared_layers=3,
    sliding_window=3,
    use_double_wide_mlp=True,
    attention_k_eq_v=True,
    final_logit_softcapping=3.0,
)

CAUSAL = decoder(
    "gemma4_text",
    "Gemma4",
    heads=(),
    base="TextModel",
    family="gemma4_text",
    configs={
        "default": DEFAULT,
        "other": OTHER,
        "shared": SHARED,
    },
    must_see=[
        "model.layers.3.self_attn.q_norm.weight",
        "model.layers.1.self_attn.k_norm.weight",
        "model.layers.5.layer_scalar",
        "model.layers.4.mlp.up_proj.weight",
        "model.layers.4.per_layer_input_gate.weight",
        "model.embed_tokens_per_layer.weight",
        "model.per_layer_model_projection.weight",
    ],
    must_see_options=[{"sliding_window": 4}, {"final_logit_softcapping": 2.0}],
    refuses=[
        {"num_kv_shared_layers": 5},
        {"use_bidirectional_attention": "none"},
        {"enable_moe_block": True, "num_experts": 2},
        {"global_head_dim": 7},
    ],
    config_class="Gemma4TextConfig",
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
# Without a cache.
TWO_WAYS = SHARED | dict(use_bidirectional_attention="all", sliding_window=4)
BOTH = Row("TextModel", TWO_WAYS, DECODER_INPUTS["Model"], "both", dict(use_cache=False))
ARCH = replace(CAUSAL, rows=(BOTH, *CAUSAL.rows))
