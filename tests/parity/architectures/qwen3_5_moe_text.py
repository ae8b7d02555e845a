from parity.arch import MOE_REQUESTS, decoder
from parity.architectures import qwen3_5_text

EXPERTS = dict(
    num_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
    shared_expert_intermediate_size=14,
)
DEFAULT = qwen3_5_text.DEFAULT | EXPERTS
OTHER = qwen3_5_text.OTHER | EXPERTS | dict(num_experts_per_tok=3, router_aux_loss_coef=0.7)
for config in (DEFAULT, OTHER):
    del config["intermediate_size"]

ARCH = decoder(
    "qwen3_5_moe_text",
    "Qwen3_5Moe",
    heads=(),
    base="TextModel",
    family="qwen3_5_text",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.mlp.shared_expert.up_proj.weight",
        "model.layers.1.mlp.gate.weight",
        "model.layers.2.linear_attn.in_proj_a.weight",
    ],
    must_see_options=[{"num_experts_per_tok": 2}, {"router_aux_loss_coef": 0.1}],
    refuses=[{"num_experts_per_tok": 7}],
    config_class="Qwen3_5MoeTextConfig",
    requests=MOE_REQUESTS,
)
