from dataclasses import replace

from parity.arch import DECODER_INPUTS, VOCAB, Row, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    num_hidden_layers=3,
    bos_token_id=0,
    eos_token_id=2,
    rescale_every=1,
)
OTHER = TINY | dict(
    num_hidden_layers=2,
    intermediate_size=40,
    layer_norm_epsilon=1e-2,
    rescale_every=0,  # gradients of transformers are else those of halved weights
    tie_word_embeddings=True,
)

NARROW = TINY | dict(attention_hidden_size=16)  # transformers' states are of the hidden size

DECODER = decoder(
    "rwkv",
    "Rwkv",
    family="mamba",
    heads=[],
    configs={"default": TINY, "other": OTHER},
    must_see=[
        "rwkv.blocks.1.attention.time_decay",
        "rwkv.blocks.0.attention.time_first",
        "rwkv.blocks.1.feed_forward.time_mix_key",
        "rwkv.blocks.0.pre_ln.weight",
    ],
    must_see_options=[{"layer_norm_epsilon": 1e-1}],
    rounded=True,  # keys are float32 there
    requests={"output_hidden_states": True, "use_cache": False},
)

# Not as a causal language model: transformers' steps with a state mix the texts of a batch.
ARCH = replace(
    DECODER,
    rows=(Row("Model", NARROW, DECODER_INPUTS["Model"], "narrow"), *DECODER.rows),
    causal_lm="",
    trained="ForCausalLM-other",
    cached=["ForCausalLM-default", "ForCausalLM-other"],
)
