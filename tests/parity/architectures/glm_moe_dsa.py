from parity.arch import MOE_REQUESTS, decoder
from parity.architectures import deepseek_v32

DEFAULT = deepseek_v32.DEFAULT
OTHER = deepseek_v32.OTHER | dict(indexer_types=["full", "shared", "full"])

ARCH = decoder(
    "glm_moe_dsa",
    "GlmMoeDsa",
    heads=(),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.2.self_attn.indexer.wq_b.weight"],
    must_see_options=[{"index_topk": 4}],
    refuses=[{"indexer_types": ["shared", "full", "full"]}, {"indexer_types": ["full"]}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
