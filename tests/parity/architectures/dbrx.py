from typing import Any

from parity.arch import MOE_REQUESTS, VOCAB, decoder

DEFAULT: dict[str, Any] = dict(
    vocab_size=VOCAB,
    d_model=24,
    n_heads=4,
    n_layers=2,
    max_seq_len=24,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
    attn_config={"kv_n_heads": 2, "rope_theta": 10000.0, "clip_qkv": 8.0},
    ffn_config={"ffn_hidden_size": 14, "moe_num_experts": 5, "moe_top_k": 2},
)
OTHER: dict[str, Any] = DEFAULT | dict(
    n_layers=3,
    attn_config={"kv_n_heads": 1, "rope_theta": 50.0, "clip_qkv": 0.3},
    ffn_config={
        "ffn_hidden_size": 10,
        "moe_num_experts": 6,
        "moe_top_k": 3,
        "moe_normalize_expert_weights": 2.0,
        "moe_loss_weight": 0.7,
        "ffn_act_fn": {"name": "gelu"},
    },
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},  # what transformers 5 reads
)
PLAIN = DEFAULT | dict(
    # transformers 5 cannot do without a bound.
    attn_config={"kv_n_heads": 4, "rope_theta": 10000.0, "clip_qkv": 100.0},
    ffn_config={
        "ffn_hidden_size": 14,
        "moe_num_experts": 4,
        "moe_normalize_expert_weights": None,
    },
)


def ffn(**changes: Any) -> dict[str, Any]:
    return {"ffn_config": {**OTHER["ffn_config"], **changes}}


def attention(**changes: Any) -> dict[str, Any]:
    return {"attn_config": {**OTHER["attn_config"], **changes}}


ARCH = decoder(
    "dbrx",
    "Dbrx",
    family="mixtral",
    heads=(),
    configs={"default": DEFAULT, "plain": PLAIN, "other": OTHER},
    must_see=[
        "transformer.blocks.0.norm_attn_norm.attn.Wqkv.weight",
        "transformer.blocks.1.norm_attn_norm.norm_2.weight",
        "transformer.blocks.1.ffn.experts.mlp.v1",
        "transformer.blocks.2.ffn.router.layer.weight",
    ],
    must_see_options=[
        ffn(moe_normalize_expert_weights=1.0),
        ffn(moe_loss_weight=0.1),
        ffn(moe_top_k=2),
        ffn(ffn_act_fn={"name": "silu"}),
        attention(clip_qkv=None),
        attention(rope_theta=60.0),
    ],
    refuses=[
        (attention(kv_n_heads=3), "attn_config"),
        (attention(clip_qkv=-1.0), "clip_qkv"),
        (attention(rope_theta=0.0), "rope_theta"),
        (ffn(moe_top_k=7), "moe_top_k"),
        (ffn(moe_normalize_expert_weights=0.0), "moe_normalize_expert_weights"),
        (ffn(moe_normalize_expert_weights=float("inf")), "moe_normalize_expert_weights"),
        (ffn(ffn_act_fn={"name": "gelu", "approximate": "tanh"}), "ffn_act_fn"),
        {"n_heads": 5},
        {"tie_word_embeddings": True},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
