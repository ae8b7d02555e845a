from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.seq2seq import embeds, pairs, words

SMALL = encoders.TINY | dict(num_hidden_layers=2)
BERT = SMALL | dict(model_type="bert")
ROBERTA = SMALL | dict(model_type="roberta", pad_token_id=1)
DECODER = dict(is_decoder=True, add_cross_attention=True)
BERT_DECODER = BERT | DECODER | dict(hidden_size=16, intermediate_size=20)
GPT2 = DECODER | dict(model_type="gpt2", vocab_size=67, n_embd=24, n_layer=2, n_head=4)
BART = DECODER | dict(
    model_type="bart",
    vocab_size=67,
    d_model=16,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=2,
    encoder_ffn_dim=20,
    decoder_ffn_dim=20,
    max_position_embeddings=40,
)
SHARED = dict(pad_token_id=1, decoder_start_token_id=2)


def labelled(rng: np.random.Generator) -> dict[str, Any]:
    """The decoder reads the labels, shifted."""
    return pairs(target=False, labels=words)(rng)


def segmented(rng: np.random.Generator) -> dict[str, Any]:
    """Inputs of the parts that the whole does not know itself."""
    return pairs()(rng) | {
        "token_type_ids": rng.integers(0, 2, (3, 9)),
        "decoder_token_type_ids": rng.integers(0, 2, (3, 6)),
    }


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    made = embeds(24)(rng)
    return made | {"decoder_inputs_embeds": made["decoder_inputs_embeds"][:, :, :16]}


ARCH = Arch(
    "encoder-decoder",
    "EncoderDecoder",
    "encoder_decoder",
    trained="Model-bert-bert-labels",
    cached=["Model-bert-bart"],
    rows=[
        Row("Model", SHARED | {"encoder": BERT, "decoder": BERT_DECODER}, pairs(), "bert-bert"),
        Row(
            "Model",
            SHARED | {"encoder": BERT, "decoder": BERT_DECODER},
            labelled,
            "bert-bert-labels",
        ),
        Row(
            "Model",
            SHARED | {"encoder": BERT, "decoder": BERT_DECODER},
            segmented,
            "bert-bert-segments",
        ),
        Row(
            "Model",
            SHARED | {"encoder": BERT, "decoder": BERT_DECODER},
            vectors,
            "bert-bert-vectors",
        ),
        Row(
            "Model",
            SHARED | {"encoder": ROBERTA, "decoder": GPT2},
            pairs("left", labels=words),
            "roberta-gpt2",
        ),
        Row("Model", SHARED | {"encoder": BERT, "decoder": BART}, pairs(), "bert-bart"),
    ],
    must_see={
        "Model-bert-bert": [
            "enc_to_dec_proj.bias",
            "decoder.bert.encoder.layer.1.crossattention.self.value.bias",
        ]
    },
)
