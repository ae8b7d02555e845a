from typing import Any

import numpy as np
from parity import mobilenetv5
from parity.arch import Arch, Inputs, Row

SMALL = dict(architecture=mobilenetv5.NAME, hidden_size=16, vocab_size=6, vocab_offset=60)
OTHER = SMALL | dict(model_args={"msfa_output_resolution": 3})


def pixels(images: int, *shape: int) -> Inputs:
    """Images of a height and a width."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        return {"pixel_values": rng.standard_normal((images, 3, *shape)).astype(np.float32)}

    return make


ARCH = Arch(
    "gemma3n_vision",
    "Gemma3nVision",
    "gemma3n",
    configs={"default": SMALL, "other": OTHER},
    rows=[
        Row("Model", "default", pixels(2, 32, 32)),
        Row("Model", "default", pixels(1, 61, 70), "odd"),
        Row("Model", "other", pixels(2, 36, 48)),
    ],
    must_see=[
        "timm_model.conv_stem.conv.bias",
        "timm_model.blocks.0.1.bn2.weight",
        "timm_model.blocks.1.0.dw_start.bn.weight",
        "timm_model.blocks.2.1.attn.query.proj.weight",
        "timm_model.blocks.2.1.attn.key.down_conv.weight",
        "timm_model.blocks.2.1.attn.value.norm.weight",
        "timm_model.blocks.2.2.layer_scale.gamma",
        "timm_model.blocks.3.1.attn.output.proj.weight",
        "timm_model.msfa.norm.weight",
    ],
    refuses=[
        {"architecture": "resnet50"},
        {"model_args": {"depth": 3}},
        {"model_args": {"channel_multiplier": 0.0}},
        {"model_args": {"msfa_output_resolution": 0}},
        {"do_pooling": True},
        {"hidden_size": 24},
        {"vocab_size": 0},
    ],
    config_class="Gemma3nVisionConfig",
    requests=dict(output_hidden_states=True),
)
