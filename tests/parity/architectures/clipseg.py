from parity.arch import Arch, Row
from parity.architectures.clip import OTHER, PAIRS, TINY
from parity.images import images
from parity.towers import EVERYTHING, both, texts

DECODER = dict(extract_layers=[0, 1], reduce_dim=12, decoder_intermediate_size=20)
MASKS = TINY | DECODER
# A deeper image encoder, whose hidden states are taken out of order, and a chain of convolutions.
DEEP = OTHER["vision_config"] | dict(num_hidden_layers=3, attention_dropout=0.0)
CHAIN = OTHER | dict(
    vision_config=DEEP | dict(patch_size=8, image_size=24),
    extract_layers=[2, 0, 1],
    reduce_dim=8,
    decoder_num_attention_heads=2,
    decoder_intermediate_size=18,
    conditional_layer=1,
    use_complex_transposed_convolution=True,
)
FIXED = EVERYTHING | dict(interpolate_pos_encoding=False)


def masks(*shape):
    return lambda rng: rng.random(shape).round().astype("float32")


def prompts(*shape):
    return lambda rng: {"conditional_pixel_values": rng.standard_normal(shape).astype("float32")}


def embeddings(*shape):
    return lambda rng: {"conditional_embeddings": rng.standard_normal(shape).astype("float32")}


ARCH = Arch(
    "clipseg",
    "CLIPSeg",
    "clip",
    rows=[
        Row("Model", MASKS, both(texts([7, 4, 2]), images(2, 3, 16, 16)), "fixed", requests=FIXED),
        Row("Model", MASKS, both(texts([7, 4]), images(2, 3, 25, 32)), "resized", requests=PAIRS),
        Row(
            "ForImageSegmentation",
            MASKS,
            both(texts([7, 4]), images(2, 3, 32, 32, labels=masks(2, 32, 32))),
            "texts",
        ),
        Row(
            "ForImageSegmentation",
            CHAIN,
            both(prompts(2, 1, 16, 24), images(2, 1, 24, 24, labels=masks(2, 12, 12))),
            "images",
        ),
        Row(
            "ForImageSegmentation",
            MASKS,
            both(embeddings(2, 20), images(2, 3, 16, 16)),
            "embeddings",
        ),
    ],
    trained="ForImageSegmentation-texts",
    must_see={
        "ForImageSegmentation-texts": [
            "decoder.film_add.bias",
            "decoder.layers.1.layer_norm2.bias",
            "decoder.transposed_convolution.bias",
        ]
    },
    must_see_options={"ForImageSegmentation-images": [{"conditional_layer": 2}]},
    refuses=[({"extract_layers": [2]}, "extract_layers")],
)
