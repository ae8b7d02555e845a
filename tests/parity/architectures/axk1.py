from parity.arch import MOE_REQUESTS, decoder
from parity.architectures import deepseek_v3

DEFAULT = deepseek_v3.DEFAULT | dict(num_hidden_layers=4, first_k_dense_replace=1, moe_layer_freq=2)
OTHER = {k: v for k, v in deepseek_v3.OTHER.items() if k != "first_k_dense_replace"} | dict(
    q_lora_rank=9, mlp_layer_types=["sparse", "dense", "sparse"]
)

ARCH = decoder(
    "axk1",
    "AXK1",
    family="deepseek_v3",
    heads=("ForSequenceClassification", "ForTokenClassification"),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.2.post_mlp_layernorm.weight"],
    must_see_options=[{"norm_topk_prob": True}, {"rms_norm_eps": 1e-1}],
    refuses=[{"q_lora_rank": None}, {"mlp_layer_types": ["dense"]}],
    padded="attention_mask",
    same_names=False,
    requests=MOE_REQUESTS,
)
