from parity.seq2seq import BART_OTHER, BART_TINY, seq2seq

SIZES = dict(num_global_tokens=3, block_size=4)
OTHER = BART_OTHER | dict(
    num_global_tokens=5, block_size=3, scale_embedding=False, stagger_local_blocks=False
)

ARCH = seq2seq(
    "pegasus_x",
    "PegasusX",
    family="pegasus_x",
    configs={"other": OTHER, "default": BART_TINY | SIZES},
    must_see=["model.encoder.embed_global.weight", "model.decoder.layer_norm.bias"],
    must_see_options=[
        {"activation_function": "relu"},
        {"stagger_local_blocks": False},
        {"block_size": 6},
    ],
    refuses=[{"block_size": 3}, {"num_global_tokens": 0}],
)
