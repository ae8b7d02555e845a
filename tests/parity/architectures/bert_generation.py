from parity.arch import Arch, Row, next_tokens
from parity.arch import texts as arch_texts
from parity.encoders import TINY, context, embeds, texts

ENCODER = TINY | dict(hidden_act="relu", layer_norm_eps=1e-3, pad_token_id=1)
DECODER = TINY | dict(is_decoder=True, pad_token_id=1, bos_token_id=0, eos_token_id=2)
CROSS = ENCODER | dict(is_decoder=True, add_cross_attention=True, tie_word_embeddings=False)

ARCH = Arch(
    "bert-generation",
    "BertGeneration",
    "bert_generation",
    configs={"default": TINY, "other": ENCODER, "decoder": DECODER, "cross": CROSS},
    causal_lm="Decoder",
    trained="Decoder-decoder",
    rows=[
        Row("Encoder", "default", texts(segments=False)),
        Row("Encoder", "other", texts(segments=False, pad=1)),
        Row("Encoder", "default", embeds(24), "embeds"),
        Row("Decoder", "decoder", arch_texts(labels=next_tokens)),
        Row(
            "Decoder",
            "cross",
            lambda rng: {k: v for k, v in context(24)(rng).items() if k != "token_type_ids"},
        ),
    ],
    cached=["Decoder-decoder"],
    must_see={
        "Decoder-decoder": ["lm_head.decoder.bias"],
        "Decoder-cross": ["bert.encoder.layer.1.crossattention.self.key.weight"],
    },
    must_see_options={"Decoder-cross": [{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-1}]},
    refuses=[
        {"position_embedding_type": "relative_key"},
        {"num_attention_heads": 5},
        {"is_decoder": False},
    ],
)
