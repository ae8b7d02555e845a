from parity.seq2seq import BART_OTHER, BART_TINY, seq2seq

OTHER = BART_OTHER | dict(scale_embedding=False)

ARCH = seq2seq(
    "plbart",
    "PLBart",
    configs={"default": BART_TINY, "other": OTHER},
    heads=["ForCausalLM", "ForSequenceClassification"],
    must_see=["final_logits_bias", "model.decoder.embed_positions.weight"],
    must_see_options=[{"activation_function": "relu"}, {"scale_embedding": True}],
    refuses=[{"decoder_attention_heads": 5}],
)
