from parity.seq2seq import BART_OTHER, BART_TINY, seq2seq

OTHER = BART_OTHER | dict(scale_embedding=True)
NORM_OF_TOKENS = "self.layernorm_embedding(hidden) + positions"

ARCH = seq2seq(
    "blenderbot-small",
    "BlenderbotSmall",
    configs={"default": BART_TINY, "other": OTHER},
    heads=["ForCausalLM"],
    must_see=["final_logits_bias", "model.decoder.embed_positions.weight"],
    must_see_options=[{"activation_function": "relu"}, {"scale_embedding": False}],
    must_see_lines=[(NORM_OF_TOKENS, "super().combine(hidden, positions)")],
    refuses=[{"decoder_attention_heads": 5}],
)
