from parity.arch import Arch, Row
from parity.encoders import EVERYTHING
from parity.images import TINY_VIT, images

TINY = TINY_VIT | dict(
    decoder_num_attention_heads=2,
    decoder_hidden_size=12,
    decoder_num_hidden_layers=2,
    decoder_intermediate_size=14,
)
OTHER = TINY | dict(
    hidden_act="relu", layer_norm_eps=1e-3, mask_ratio=0.4, norm_pix_loss=True, qkv_bias=False
)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)


def noise(*shape: int):
    return lambda rng: rng.random(shape)


ARCH = Arch(
    "vit_mae",
    "ViTMAE",
    "vit_mae",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 24, noise=noise(2, 9)), "default"),
        Row("Model", OTHER, images(2, 3, 33, 24, noise=noise(2, 12)), "larger", requests=ANY_SIZE),
        Row("ForPreTraining", TINY, images(2, 3, 24, 24, noise=noise(2, 9)), "default"),
        Row("ForPreTraining", OTHER, images(2, 3, 24, 24, noise=noise(2, 9)), "other"),
        Row(
            "ForPreTraining",
            TINY,
            images(2, 3, 16, 40, noise=noise(2, 10)),
            "larger",
            requests=ANY_SIZE,
        ),
    ],
    must_see={
        "ForPreTraining-default": [
            "vit.embeddings.position_embeddings",
            "decoder.decoder_pos_embed",
            "decoder.mask_token",
            "decoder.decoder_layers.1.output.dense.bias",
        ]
    },
)
