from typing import Any

from parity.arch import MOE_REQUESTS, Arch, Row, next_tokens, texts
from parity.texts import token_ids

SLIDING, SPARSE, HEAVY = (
    "sliding_attention",
    "compressed_sparse_attention",
    "heavily_compressed_attention",
)
TINY: dict[str, Any] = dict(
    vocab_size=67,
    hidden_size=24,
    moe_intermediate_size=20,
    num_hidden_layers=3,
    num_attention_heads=4,
    head_dim=16,
    q_lora_rank=12,
    partial_rotary_factor=0.5,
    num_experts_per_tok=2,
    n_routed_experts=6,
    max_position_embeddings=64,
    layer_types=[SLIDING, SPARSE, HEAVY],
    compress_rates={SPARSE: 2, HEAVY: 3},
    mlp_layer_types=["hash_moe", "moe", "moe"],
    sliding_window=4,
    o_groups=2,
    o_lora_rank=6,
    index_n_heads=20,  # so many that no two scores are zero
    index_head_dim=10,
    index_topk=2,
    hc_mult=3,
    hc_sinkhorn_iters=4,
    pad_token_id=1,
)
OTHER = TINY | dict(
    layer_types=[HEAVY, SPARSE, SPARSE],
    mlp_layer_types=["moe", "moe", "hash_moe"],
    compress_rates={SPARSE: 3, HEAVY: 2},
    scoring_func="sigmoid",
    routed_scaling_factor=0.7,
    swiglu_limit=0.3,
    hidden_act="gelu",
    hc_mult=2,
    hc_eps=1e-2,
    hc_sinkhorn_iters=1,
    o_groups=1,
    mlp_bias=True,
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    rope_theta=50.0,
    compress_rope_theta=90.0,
    rope_parameters=dict(
        rope_type="yarn",
        factor=4.0,
        beta_fast=4.0,
        beta_slow=1.0,
        original_max_position_embeddings=16,
    ),
)
# Rates above the length of texts: padding on the left then makes no entries in transformers.
LONG = OTHER | dict(compress_rates={SPARSE: 16, HEAVY: 128}, index_topk=512)


def whole(tokens: int):
    """Two texts without padding."""
    return lambda rng: {
        "input_ids": token_ids(rng, 67, 2, tokens),
        "labels": token_ids(rng, 67, 2, tokens),
    }


ARCH = Arch(
    "deepseek_v4",
    "DeepseekV4",
    "deepseek_v4",
    configs={"default": TINY, "other": OTHER, "long": LONG},
    rows=[
        Row("Model", "default", texts()),
        Row("Model", "other", texts()),
        Row("Model", "default", lambda rng: {"input_ids": token_ids(rng, 67, 3, 1)}, "length-1"),
        Row("Model", "long", texts(side="left"), "left", padded="attention_mask"),
        Row("ForCausalLM", "default", texts(labels=next_tokens)),
        Row("ForCausalLM", "default", whole(14), "whole"),
        Row("ForCausalLM", "other", whole(11), "whole"),
        Row("ForCausalLM", "other", texts(labels=next_tokens)),
    ],
    cached=["ForCausalLM-default-whole", "ForCausalLM-other-whole"],
    same_names=False,
    must_see={
        "ForCausalLM-default": [
            "model.layers.1.attn.compressor.ape",
            "model.layers.1.attn.indexer.wq_b.weight",
            "model.layers.2.attn.compressor.wgate.weight",
            "model.layers.0.attn.attn_sink",
            "model.layers.0.hc_ffn_scale",
            "model.hc_head.hc_base",
            "model.layers.1.ffn.gate.bias",
            "model.layers.0.ffn.shared_experts.w3.weight",
        ],
    },
    must_see_options={
        "ForCausalLM-default": [
            {"index_topk": 3},
            {"sliding_window": 5},
            {"compress_rope_theta": 5.0, "rope_parameters": {}},
            {"hc_sinkhorn_iters": 1},
            {"scoring_func": "sigmoid"},
        ],
        "ForCausalLM-other": [{"swiglu_limit": 10.0}, {"hc_eps": 1e-6}, {"hidden_act": "silu"}],
    },
    refuses=[
        {"layer_types": [SLIDING, "full_attention", HEAVY]},
        {"mlp_layer_types": ["moe"]},
        {"num_key_value_heads": 2},
        {"n_shared_experts": 2},
        {"norm_topk_prob": False},
        {"router_jitter_noise": 0.1},
        {"attention_bias": True},
        {"scoring_func": "softmax"},
        {"o_groups": 3},
        {"index_topk": 0},
        {"index_head_dim": 6},
        {"compress_rates": {"full_attention": 3}},
        {"compress_ratios": [0, 5, 4], "layer_types": None},
    ],
    requests=MOE_REQUESTS,
)
