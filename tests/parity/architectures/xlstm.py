from parity.arch import VOCAB, decoder

# transformers' states have sizes that are rounded up to multiples of 64.
DEFAULT = dict(
    vocab_size=VOCAB,
    hidden_size=128,
    num_hidden_layers=2,
    num_heads=4,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
    ffn_round_up_to_multiple_of=8,
)
OTHER = DEFAULT | dict(
    hidden_size=64,
    num_heads=2,
    use_bias=True,
    qk_dim_factor=2.0,
    v_dim_factor=3.0,
    norm_eps=1e-2,
    eps=0.3,
    ffn_proj_factor=1.3,
    ffn_round_up_to_multiple_of=5,
    gate_soft_cap=1.5,
    output_logit_soft_cap=2.0,
    chunk_size=4,
)

ARCH = decoder(
    "xlstm",
    "xLSTM",
    family="xlstm",
    heads=[],
    # transformers' states are written in place, so that nothing with a cache has gradients.
    configs={"default": DEFAULT, "uncached": OTHER | dict(use_cache=False), "other": OTHER},
    trained="ForCausalLM-uncached",
    must_see=[
        "backbone.blocks.1.mlstm_layer.igate_preact.bias",
        "backbone.blocks.0.mlstm_layer.multihead_norm.bias",
        "backbone.blocks.1.norm_mlstm.bias",
        "backbone.blocks.0.ffn.proj_up_gate.weight",
    ],
    must_see_options=[
        {"eps": 1e-6},
        {"norm_eps": 1e-1},
        {"gate_soft_cap": 15.0},
        {"output_logit_soft_cap": 30.0},
    ],
    refuses=[
        {"embedding_dim": 32},
        {"num_blocks": 5},
        {"num_heads": 3},
        {"weight_mode": "double"},
        {"mode": "test"},
    ],
    reorders=False,
    rounded=True,  # norms and states are float32 there
    requests={"output_hidden_states": True, "use_cache": False},
)
