from typing import Any

from parity.arch import Arch, Inputs, Row, texts
from parity.architectures import qwen3_5_text, qwen3_vl
from parity.architectures.qwen2_vl import NUMBERS
from parity.multimodal import TOKENS, packed

TEXT = qwen3_5_text.DEFAULT | dict(
    max_position_embeddings=64, pad_token_id=0, bos_token_id=1, head_dim=24
)
OTHER_TEXT = qwen3_5_text.OTHER | dict(
    max_position_embeddings=64, pad_token_id=0, bos_token_id=1, tie_word_embeddings=False
)


def without_deepstack(vision: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in vision.items() if k != "deepstack_visual_indexes"}


DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=without_deepstack(qwen3_vl.VISION))
OTHER = TOKENS | dict(
    text_config=OTHER_TEXT,
    vision_config=without_deepstack(qwen3_vl.OTHER["vision_config"]),
)


def with_classes(make: Inputs, *shape: int) -> Inputs:
    """Inputs, and labels below 2."""
    return lambda rng: make(rng) | {"labels": rng.integers(0, 2, shape)}


TWO = packed(*qwen3_vl.TWO, numbers=NUMBERS)
ONE = packed([3, (1, 4, 4), 2], numbers=NUMBERS)

ARCH = Arch(
    "qwen3_5",
    "Qwen3_5",
    "qwen3_5_text",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("ForCausalLM", TEXT, texts(), config_class="Qwen3_5TextConfig"),
        Row("ForSequenceClassification", "default", with_classes(TWO, 2)),
        Row("ForTokenClassification", "default", with_classes(ONE, 1, 11)),
        Row("Model", "default", TWO),
        Row("Model", "other", qwen3_vl.frames(side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "default",
            packed(*qwen3_vl.TWO, numbers=NUMBERS, labels=True),
        ),
        Row("ForConditionalGeneration", "other", qwen3_vl.frames(labels=True)),
    ],
    must_see=["model.visual.pos_embed.weight", "model.language_model.layers.0.linear_attn.A_log"],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
