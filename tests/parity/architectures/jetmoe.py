from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(kv_channels=6, num_local_experts=5)
del DEFAULT["num_attention_heads"]
OTHER = DEFAULT | dict(
    kv_channels=8,
    num_key_value_heads=3,
    activation_function="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=False,
    num_experts_per_tok=3,
    aux_loss_coef=0.7,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "jetmoe",
    "JetMoe",
    heads=["ForSequenceClassification"],
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.self_attention.experts.router.layer.weight",
        "model.layers.1.self_attention.experts.bias",
        "model.layers.1.mlp.bias",
    ],
    must_see_options=[{"aux_loss_coef": 0.1}, {"rms_norm_eps": 1e-1}],
    refuses=[{"num_experts_per_tok": 6}],
    requests=MOE_REQUESTS,
)
