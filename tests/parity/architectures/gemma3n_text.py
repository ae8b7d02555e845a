from dataclasses import replace

from parity.arch import DECODER, DECODER_INPUTS, Row, decoder

DEFAULT = DECODER | dict(
    vocab_size_per_layer_input=60,  # fewer than there are tokens
    hidden_size_per_layer_input=6,
    head_dim=8,
    num_hidden_layers=4,
    num_kv_shared_layers=2,
    layer_types=["sliding_attention", "full_attention"] * 2,
    laurel_rank=5,
    sliding_window=3,
)
OTHER = DEFAULT | dict(
    vocab_size_per_layer_input=67,
    num_hidden_layers=7,
    layer_types=None,
    num_kv_shared_layers=0,
    intermediate_size=[20, 24, 28, 32, 36, 40, 44],
    activation_sparsity_pattern=[0.5, 0.0, 0.9, 0.3, 0.95, 0.0, 0.1],
    hidden_activation="silu",
    attention_bias=True,
    rms_norm_eps=1e-2,
    tie_word_embeddings=False,
    final_logit_softcapping=2.0,
    altup_active_idx=1,
    altup_num_inputs=3,
    altup_correct_scale=False,
    altup_coef_clip=0.01,
    rope_parameters={
        "full_attention": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    },
)

CAUSAL = decoder(
    "gemma3n_text",
    "Gemma3n",
    heads=(),
    base="TextModel",
    family="gemma3n_text",
    configs={"default": DEFAULT, "other": OTHER},
    must_see={
        "ForCausalLM-default": [
            "model.layers.0.altup.correct_output_scale",
            "model.embed_tokens_per_layer.weight",
        ],
        "ForCausalLM-other": [
            "model.layers.3.self_attn.q_norm.weight",
            "model.layers.1.laurel.linear_left.weight",
            "model.layers.5.altup.prediction_coefs.weight",
            "model.layers.4.altup.correction_coefs.weight",
            "model.altup_unembed_projections.1.weight",
            "model.altup_projections.0.weight",
        ],
    },
    must_see_options=[
        {"sliding_window": 4},
        {"altup_active_idx": 0},
        {"activation_sparsity_pattern": [0.0] * 7},
    ],
    refuses=[
        {"num_kv_shared_layers": 6},
        {"intermediate_size": [20]},
        {"activation_sparsity_pattern": [1.0] * 7},
        {"altup_active_idx": 3},
    ],
    config_class="Gemma3nTextConfig",
    padded="attention_mask",
    requests=dict(output_attentions=True),  # hidden states have no axis of padding in front
    rounded=True,  # upstream keeps the scales of embeddings in float32
)
# Without padding that attends to nothing, so that hidden states compare.
WIDE = DEFAULT | dict(sliding_window=20)
STATES = dict(output_hidden_states=True)
ROW = Row("TextModel", WIDE, DECODER_INPUTS["Model"], "wide", STATES, padded="")
ARCH = replace(CAUSAL, rows=(ROW, *CAUSAL.rows))
