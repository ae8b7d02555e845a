from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    num_hidden_layers=2,
    ffn_dim=40,
    num_attention_heads=4,
    max_position_embeddings=24,
    word_embed_proj_dim=24,
    pad_token_id=1,
    bos_token_id=2,
)
PLAIN = TINY | dict(
    enable_bias=False, layer_norm_elementwise_affine=False, tie_word_embeddings=False
)
OTHER = TINY | dict(do_layer_norm_before=False, word_embed_proj_dim=10, activation_function="gelu")

ARCH = decoder(
    "opt",
    "OPT",
    family="opt",
    heads=["ForSequenceClassification", "ForQuestionAnswering"],
    configs={"default": TINY, "plain": PLAIN, "other": OTHER},
    must_see=["model.decoder.layers.1.fc1.bias", "model.decoder.project_in.weight"],
    must_see_options=[{"activation_function": "relu"}],
)
