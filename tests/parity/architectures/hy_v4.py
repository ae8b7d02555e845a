from parity.arch import MOE_REQUESTS, decoder
from parity.architectures import deepseek_v32

DEFAULT = deepseek_v32.DEFAULT | dict(hc_mult=3, swiglu_limit=0.05, n_group=1, topk_group=1)
OTHER = deepseek_v32.OTHER | dict(
    indexer_types=["full", "shared", "full"],
    hc_mult=2,
    hc_magnitude=1.3,
    hc_eps=1e-2,
    swiglu_limit=0.02,
)

ARCH = decoder(
    "hy_v4",
    "HYV4",
    heads=(),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.2.self_attn.indexer.wq_b.weight",
        "model.layers.1.self_attn.sinks",
        "model.layers.0.self_attn.gate_proj.weight",
        "model.layers.1.attn_hc.fn",
        "model.layers.2.ffn_hc.scale",
        "model.hc_head.hc_base",
    ],
    must_see_options=[
        {"index_topk": 4},
        {"hc_magnitude": 2.0},
        {"hc_eps": 1e-6},
        {"swiglu_limit": 10.0},
    ],
    refuses=[
        {"indexer_types": ["full"]},
        {"hc_mult": 0},
        {"swiglu_limit": 0.0},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
