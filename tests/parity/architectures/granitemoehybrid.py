from dataclasses import replace

from parity.arch import DECODER, DECODER_INPUTS, MOE_REQUESTS, Row, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=3,
    layer_types=["linear_attention", "full_attention", "linear_attention"],
    mamba_n_heads=6,
    mamba_d_head=8,
    mamba_d_state=5,
    num_local_experts=5,
    shared_intermediate_size=14,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=4,
    layer_types=["full_attention", "linear_attention", "linear_attention", "full_attention"],
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    embedding_multiplier=3.0,
    logits_scaling=0.25,
    residual_multiplier=0.7,
    attention_multiplier=0.4,
    num_experts_per_tok=3,
    router_aux_loss_coef=0.7,
    position_embedding_type="rope",
    mamba_n_heads=4,
    mamba_d_head=18,
    mamba_n_groups=2,
    mamba_d_conv=3,
    mamba_expand=3,
    mamba_conv_bias=False,
    mamba_proj_bias=True,
    time_step_limit=[0.2, 1.5],
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

CAUSAL = decoder(
    "granitemoehybrid",
    "GraniteMoeHybrid",
    heads=(),
    family="mamba2",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.shared_mlp.input_linear.weight",
        "model.layers.1.mamba.A_log",
        "model.layers.2.block_sparse_moe.router.layer.weight",
    ],
    must_see_options=[
        {"position_embedding_type": "nope"},
        {"residual_multiplier": 1.0},
        {"time_step_limit": [0.2, 1.2]},
    ],
    refuses=[{"layer_types": ["full_attention"]}, {"mamba_n_heads": 5}],
    requests=MOE_REQUESTS,
)
# Without experts; transformers cannot compute the loss of no routers.
DENSE = DEFAULT | dict(num_local_experts=0, num_experts_per_tok=0)
STATES = dict(output_hidden_states=True, output_attentions=True)
ROW = Row("ForCausalLM", DENSE, DECODER_INPUTS["ForCausalLM"], "dense", STATES)
ARCH = replace(CAUSAL, rows=(ROW, *CAUSAL.rows))
