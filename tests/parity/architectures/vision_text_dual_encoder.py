from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import texts
from parity.images import TINY_VIT, images

VIT = TINY_VIT | dict(model_type="vit")
CLIP = TINY_VIT | dict(model_type="clip_vision_model", hidden_act="gelu")
BERT = encoders.TINY | dict(model_type="bert", num_hidden_layers=2)
ROBERTA = BERT | dict(model_type="roberta", pad_token_id=1, type_vocab_size=2)


def pairs(rng: np.random.Generator) -> dict[str, Any]:
    return texts()(rng) | images(3, 3, 24, 24)(rng)


ARCH = Arch(
    "vision-text-dual-encoder",
    "VisionTextDualEncoder",
    "vision_text_dual_encoder",
    rows=[
        Row(
            "Model",
            {"vision_config": VIT, "text_config": BERT, "projection_dim": 10} | {},
            pairs,
            "vit-bert",
        ),
        Row(
            "Model",
            {"vision_config": CLIP, "text_config": ROBERTA, "projection_dim": 10}
            | {"logit_scale_init_value": 1.5},
            pairs,
            "clip-roberta",
        ),
    ],
    must_see={"Model-vit-bert": ["vision_model.pooler.dense.bias"]},
    requests=encoders.EVERYTHING | {"return_loss": True},
)
