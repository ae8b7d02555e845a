from parity.arch import MOE_REQUESTS, decoder
from parity.architectures import granite_swa

MOE = dict(num_local_experts=5, num_experts_per_tok=2, shared_intermediate_size=12)
DEFAULT = granite_swa.DEFAULT | MOE
OTHER = {k: v for k, v in granite_swa.OTHER.items() if k != "mlp_bias"} | dict(
    num_local_experts=4, num_experts_per_tok=3, shared_intermediate_size=0, router_aux_loss_coef=0.7
)

ARCH = decoder(
    "granitemoe_swa",
    "GraniteMoeSWA",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.self_attn.sinks", "model.layers.0.block_sparse_moe.router.weight"],
    must_see_options=[{"layer_rope_theta": [50.0, 50.0, 50.0]}, {"sliding_window": 4}],
    refuses=[{"layer_rope_theta": [50.0]}, {"sliding_window": None}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
