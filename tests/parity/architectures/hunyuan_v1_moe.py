from parity.arch import MOE_REQUESTS, decoder
from parity.architectures import hunyuan_v1_dense

DEFAULT = hunyuan_v1_dense.ARCH.configs["default"] | dict(num_experts=5, moe_topk=2)
OTHER = hunyuan_v1_dense.ARCH.configs["other"] | dict(num_experts=6, moe_topk=[3, 3])

ARCH = decoder(
    "hunyuan_v1_moe",
    "HunYuanMoEV1",
    heads=["ForSequenceClassification"],
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.1.mlp.gate.wg.weight",
        "model.layers.0.mlp.shared_mlp.up_proj.weight",
    ],
    must_see_options=[{"moe_topk": 2}],
    refuses=[{"moe_topk": [2, 3]}, {"moe_topk": 7}],
    requests=MOE_REQUESTS,
)
