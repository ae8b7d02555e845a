from parity.arch import Arch, Row
from parity.architectures.bart import ALONE, LABELS, OTHER, TINY, with_context
from parity.seq2seq import embeds, pairs

APART = OTHER | dict(share_encoder_decoder_embeddings=False, decoder_vocab_size=71)

ARCH = Arch(
    "marian",
    "Marian",
    "bart",
    trained="MTModel-labels",
    cached=["MTModel-default"],
    rows=[
        Row("Model", TINY, pairs(), "default"),
        Row("Model", OTHER, embeds(24), "embeds"),
        Row("MTModel", TINY, pairs(), "default"),
        Row("MTModel", OTHER, LABELS, "labels"),
        Row("MTModel", APART, LABELS, "apart"),
        Row("ForCausalLM", ALONE, with_context, "context"),
    ],
    refuses=[({"decoder_vocab_size": 7}, "both share a table")],
)
