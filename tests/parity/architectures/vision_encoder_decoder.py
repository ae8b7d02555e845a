import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.architectures.bart import TINY as TINY_BART
from parity.architectures.donut_swin import TINY as DONUT_SWIN
from parity.images import TINY_VIT, images
from parity.texts import padding, token_ids

VIT = TINY_VIT | dict(model_type="vit")
DECODER = dict(is_decoder=True, add_cross_attention=True)
BERT = encoders.TINY | DECODER | dict(model_type="bert", num_hidden_layers=2)
GPT2 = DECODER | dict(model_type="gpt2", vocab_size=67, n_embd=16, n_layer=2, n_head=4)
# Donut: pages that are no squares, read by mBART's decoder.
DONUT = DONUT_SWIN | dict(model_type="donut-swin")
MBART = (
    TINY_BART
    | DECODER
    | dict(model_type="mbart", scale_embedding=True, add_final_layer_norm=True, d_model=16)
)
SHARED = dict(pad_token_id=1, decoder_start_token_id=2)


def words(*shape: int):
    return lambda rng: token_ids(rng, 67, *shape)


def labels(rng: np.random.Generator) -> np.ndarray:
    found = token_ids(rng, 67, 2, 5)
    found[1, 3:] = -100
    return found


read = dict(decoder_input_ids=words(2, 5), decoder_attention_mask=lambda rng: padding([5, 3], 5))

ARCH = Arch(
    "vision-encoder-decoder",
    "VisionEncoderDecoder",
    "vision_encoder_decoder",
    rows=[
        Row(
            "Model",
            SHARED | {"encoder": DONUT, "decoder": MBART},
            images(2, 3, 16, 12, labels=labels),
            "donut",
        ),
        Row(
            "Model",
            SHARED | {"encoder": VIT, "decoder": BERT},
            images(2, 3, 24, 24, **read),
            "vit-bert",
        ),
        Row(
            "Model",
            SHARED | {"encoder": VIT, "decoder": GPT2},
            images(2, 3, 24, 24, labels=labels),
            "vit-gpt2",
        ),
        Row(
            "Model",
            SHARED | {"encoder": VIT, "decoder": GPT2},
            images(2, 3, 32, 24, decoder_input_ids=words(2, 5)),
            "larger",
            requests=encoders.EVERYTHING | {"interpolate_pos_encoding": True},
        ),
    ],
    must_see={"Model-vit-bert": ["enc_to_dec_proj.bias"]},
)
