from dataclasses import replace

from parity.arch import DECODER, DECODER_INPUTS, Row, decoder

DEFAULT = DECODER | dict(head_dim=8, query_pre_attn_scalar=16, sliding_window=3)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_activation="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
    query_pre_attn_scalar=7,
    final_logit_softcapping=1.5,
    layer_types=["full_attention", "sliding_attention"],
    rope_parameters={
        "full_attention": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    },
)
# EmbeddingGemma's attention, which has no cache.
TWO_WAYS = OTHER | dict(use_bidirectional_attention=True, sliding_window=4)

CAUSAL = decoder(
    "gemma3_text",
    "Gemma3",
    heads=["TextForSequenceClassification"],
    base="TextModel",
    config_class="Gemma3TextConfig",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.self_attn.q_norm.weight", "model.norm.weight"],
    must_see_options=[{"query_pre_attn_scalar": 5}, {"rope_theta": 3.0}],
    refuses=[{"attn_logit_softcapping": 2.0}],
    padded="attention_mask",
    rounded=True,  # upstream keeps the scale of embeddings in float32
)
ARCH = replace(
    CAUSAL,
    configs={**CAUSAL.configs, "two-ways": TWO_WAYS},
    rows=(Row("TextModel", "two-ways", DECODER_INPUTS["TextModel"]), *CAUSAL.rows),
)
