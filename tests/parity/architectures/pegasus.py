from parity.arch import Arch, Row
from parity.seq2seq import EOS, PAD, embeds, pairs, words

DEFAULT = dict(
    vocab_size=67,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=40,
    max_position_embeddings=20,
    pad_token_id=PAD,
    eos_token_id=EOS,
    decoder_start_token_id=PAD,
    forced_eos_token_id=EOS,
)
OTHER = DEFAULT | dict(
    decoder_layers=3,
    encoder_attention_heads=2,
    decoder_attention_heads=3,
    decoder_ffn_dim=36,
    activation_function="relu",
    scale_embedding=True,
    decoder_start_token_id=4,
)


def decoder_inputs(rng):
    inputs = pairs(target=False)(rng)
    return {"input_ids": inputs["input_ids"][:, :6], "labels": words(rng)}


ARCH = Arch(
    "pegasus",
    "Pegasus",
    "bart",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", pairs()),
        Row("Model", "other", embeds(24), "embeds"),
        Row("ForCausalLM", "default", decoder_inputs),
        Row("ForConditionalGeneration", "default", pairs()),
        Row("ForConditionalGeneration", "other", pairs(target=False, labels=words), "labels"),
    ],
    must_see=["model.encoder.layer_norm.weight", "model.decoder.layer_norm.bias"],
    must_see_options=[{"activation_function": "gelu"}, {"scale_embedding": False}],
    refuses=[{"decoder_attention_heads": 5}],
)
