from parity.seq2seq import BART_OTHER, BART_TINY, seq2seq

OTHER = BART_OTHER | dict(scale_embedding=False)

ARCH = seq2seq(
    "m2m_100",
    "M2M100",
    configs={"default": BART_TINY, "other": OTHER},
    rounded=True,  # upstream keeps its sinusoids in float32
    must_see=["model.encoder.layer_norm.weight", "model.decoder.layer_norm.bias"],
    must_see_options=[{"activation_function": "relu"}, {"scale_embedding": True}],
    refuses=[{"decoder_attention_heads": 5}],
)
