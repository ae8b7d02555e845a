from dataclasses import replace

from parity.arch import DECODER, DECODER_INPUTS, MOE_REQUESTS, Row, decoder, next_tokens

DEFAULT = DECODER
SPARSE = DECODER | dict(
    is_moe=True,
    num_experts=17,
    num_experts_per_tok=3,
    norm_topk_prob=True,
    mlp_bias=True,
    hidden_act="gelu",
)
OTHER = DECODER | dict(
    num_key_value_heads=1,
    head_dim=8,
    attention_bias=True,
    mlp_bias=True,
    sliding_window=5,
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    hidden_act="gelu",
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)
# Not where tokens are generated: repeated ones tie for the greatest weights.
NARROW = OTHER | dict(num_key_value_heads=2, keep_window_size=3)
# Losses of routers, with a mask and without.
LOSS = SPARSE | dict(num_experts=16, router_aux_loss_coef=0.7)


def unmasked(rng):
    return {name: DECODER_INPUTS["Model"](rng)[name] for name in ["input_ids"]} | {
        "labels": next_tokens(rng)
    }


CAUSAL = decoder(
    "doge",
    "Doge",
    heads=["ForSequenceClassification"],
    configs={"default": DEFAULT, "sparse": SPARSE, "other": OTHER},
    padded="attention_mask",
    must_see={
        "ForCausalLM-other": [
            "model.layers.0.self_attn.A",
            "model.layers.1.self_attn.dt_proj.weight",
            "model.layers.1.self_attn.k_norm.weight",
            "model.layers.0.input_residual",
            "model.layers.1.post_attention_residual",
        ],
        "ForCausalLM-sparse": [
            "model.layers.0.mlp.router_gate.weight",
            "model.layers.1.mlp.down_embed.weight",
            "model.layers.1.mlp.up_embed.weight",
        ],
    },
    must_see_options={
        "ForCausalLM-other": [{"sliding_window": None}, {"rms_norm_eps": 1e-1}],
        "ForCausalLM-loss": [{"router_aux_loss_coef": 0.1}, {"num_experts_per_tok": 2}],
        "Model-narrow": [{"keep_window_size": 4}],
    },
    refuses=[
        {"keep_window_size": 0},
        {"sliding_window": 0},
        {"num_experts_per_tok": 17, "num_experts": 16, "is_moe": True},
    ],
)
ROWS = (
    Row("Model", NARROW, DECODER_INPUTS["Model"], "narrow"),
    Row("Model", SPARSE, DECODER_INPUTS["Model"], "routed", MOE_REQUESTS),
    Row("ForCausalLM", LOSS, DECODER_INPUTS["ForCausalLM"], "loss", MOE_REQUESTS),
    Row("ForCausalLM", LOSS, unmasked, "unmasked", MOE_REQUESTS, padded=""),
)
ARCH = replace(CAUSAL, rows=(*ROWS, *CAUSAL.rows), cached=["ForCausalLM-other"])
