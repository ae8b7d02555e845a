from typing import Any

from parity.arch import Arch, Row
from parity.architectures.llava import with_images
from parity.architectures.t5gemma2 import ENCODER, LARGE, OTHER, SMALL, TWO, TWO_LARGE


def alone(config: dict[str, Any]) -> dict[str, Any]:
    """The encoder without a whole: upstream takes the end of an image to be its default token."""
    text = config["text_config"] | dict(dropout_rate=0.0)
    return config | dict(text_config=text, eoi_token_index=256_000)


TYPED = LARGE | dict(side="left", types="token_type_ids")
ARCH = Arch(
    "t5gemma2_encoder",
    "T5Gemma2",
    "t5gemma2",
    configs={"default": alone(ENCODER), "other": alone(OTHER["encoder"])},
    rows=[
        Row("Encoder", "default", with_images(*TWO, **SMALL)),
        Row(
            "Encoder",
            "other",
            with_images(*TWO_LARGE, **LARGE, side="left", types="token_type_ids"),
        ),
    ],
    must_see=["text_model.layers.1.self_attn.q_norm.weight"],
    refuses=[{"mm_tokens_per_image": 5}],
    config_class="T5Gemma2EncoderConfig",
)
