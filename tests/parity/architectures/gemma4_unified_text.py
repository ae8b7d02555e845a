from dataclasses import replace

from parity.arch import DECODER_INPUTS, Row, decoder
from parity.architectures import gemma4_text

LACKING = (
    *("vocab_size_per_layer_input", "hidden_size_per_layer_input", "enable_moe_block"),
    *("num_experts", "top_k_experts", "moe_intermediate_size"),
)


def plain(config):
    """Gemma 4's options, without those that this network lacks."""
    return {name: value for name, value in config.items() if name not in LACKING}


DEFAULT, OTHER, SHARED = map(plain, (gemma4_text.DEFAULT, gemma4_text.OTHER, gemma4_text.SHARED))

CAUSAL = decoder(
    "gemma4_unified_text",
    "Gemma4Unified",
    heads=(),
    base="TextModel",
    family="gemma4_text",
    configs={"other": OTHER, "shared": SHARED},
    must_see=["model.layers.3.self_attn.q_norm.weight", "model.layers.5.layer_scalar"],
    must_see_options=[{"sliding_window": 4}, {"final_logit_softcapping": 2.0}],
    refuses=[
        {"num_kv_shared_layers": 5},
        {"hidden_size_per_layer_input": 4},
        ({"enable_moe_block": True, "num_experts": 2, "top_k_experts": 1}, "moe|experts"),
    ],
    config_class="Gemma4UnifiedTextConfig",
    padded="attention_mask",
)
# Without a cache.
TWO_WAYS = SHARED | dict(use_bidirectional_attention="all", sliding_window=4)
BOTH = Row("TextModel", TWO_WAYS, DECODER_INPUTS["Model"], "both", dict(use_cache=False))
ARCH = replace(CAUSAL, rows=(BOTH, *CAUSAL.rows))
