from parity.arch import DECODER, Arch, Row, integers, texts
from parity.architectures.gpt_oss import OTHER as GPT_OSS

DEFAULT = DECODER | dict(head_dim=8, num_local_experts=5, num_experts_per_tok=2, sliding_window=3)
OTHER = {
    k: v for k, v in GPT_OSS.items() if k not in ("layer_types", "tie_word_embeddings")
} | dict(sliding_window=1, num_labels=5)

ARCH = Arch(
    "openai_privacy_filter",
    "OpenAIPrivacyFilter",
    "gpt_oss",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", texts()),
        Row("Model", "other", texts(side="left")),
        Row("ForTokenClassification", "default", texts(labels=integers(33, 3, 9))),
        Row("ForTokenClassification", "other", texts(labels=integers(5, 3, 9))),
    ],
    must_see=[
        "model.layers.1.self_attn.sinks",
        "model.layers.0.mlp.experts.gate_up_proj_bias",
        "model.layers.0.mlp.experts.down_proj_bias",
        "model.layers.1.mlp.router.bias",
    ],
    must_see_options=[{"swiglu_limit": 7.0}, {"swiglu_alpha": 1.7}, {"sliding_window": 2}],
    refuses=[{"sliding_window": None}, {"output_router_logits": True}, {"hidden_act": "gelu"}],
    padded="attention_mask",
)
