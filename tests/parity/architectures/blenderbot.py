from parity.seq2seq import BART_OTHER, BART_TINY, seq2seq

OTHER = BART_OTHER | dict(scale_embedding=True, encoder_no_repeat_ngram_size=0)

ARCH = seq2seq(
    "blenderbot",
    "Blenderbot",
    configs={"default": BART_TINY, "other": OTHER},
    heads=["ForCausalLM"],
    must_see=["final_logits_bias", "model.encoder.embed_positions.weight"],
    must_see_options=[{"activation_function": "relu"}, {"scale_embedding": False}],
    refuses=[{"decoder_attention_heads": 5}],
)
