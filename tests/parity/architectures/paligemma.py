from typing import Any

import numpy as np
from parity.arch import DECODER, Arch, Inputs, Row
from parity.architectures.llava import IMAGE, TWO, with_images
from parity.towers import VISION

GEMMA = DECODER | dict(
    model_type="gemma",
    max_position_embeddings=64,
    pad_token_id=0,
    bos_token_id=1,
    vocab_size=67,
    head_dim=8,
)
SIGLIP = VISION | dict(model_type="siglip_vision_model", vision_use_head=False)
DEFAULT = dict(text_config=GEMMA, vision_config=SIGLIP, image_token_index=IMAGE, projection_dim=24)
OTHER = dict(
    text_config=GEMMA
    | dict(
        model_type="gemma2",
        num_hidden_layers=3,
        sliding_window=3,
        query_pre_attn_scalar=8,
        hidden_activation="gelu",
        rms_norm_eps=1e-3,
        tie_word_embeddings=False,
        final_logit_softcapping=5.0,
    ),
    vision_config=SIGLIP | dict(image_size=24, layer_norm_eps=1e-2),
    image_token_index=70,  # which the table lacks
    projection_dim=24,
    tie_word_embeddings=False,
)
SMALL, LARGE = dict(each=4, shape=(3, 16, 16)), dict(each=9, shape=(3, 24, 24))


def answered(*texts: list[int], image: int = IMAGE, answer: int = 3, **options: Any) -> Inputs:
    """Texts with images, of which the last `answer` tokens are an answer."""
    make = with_images(*texts, **options)

    def made(rng: np.random.Generator) -> dict[str, Any]:
        inputs = make(rng)
        ids, mask = inputs["input_ids"], inputs["attention_mask"]
        inputs["input_ids"] = np.where((ids == IMAGE) & (mask == 1), image, ids)
        behind = np.cumsum(mask[:, ::-1], 1)[:, ::-1]  # how many tokens are left
        inputs["token_type_ids"] = ((behind <= answer) & (mask == 1)).astype(np.int64)
        if "labels" in inputs:
            inputs["labels"] = np.where(inputs["token_type_ids"] == 1, ids, -100)
        return inputs

    return made


ARCH = Arch(
    "paligemma",
    "PaliGemma",
    "gemma3",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", answered(*TWO, answer=0, **SMALL)),
        Row("Model", "other", answered([5, 2, 5], [4, 6], image=70, side="left", **LARGE), "left"),
        Row("ForConditionalGeneration", "default", answered([3, 5], [2, 4], labels=True, **SMALL)),
        Row(
            "ForConditionalGeneration",
            "other",
            answered([3, 6], [2, 7], image=70, labels=True, answer=5, **LARGE),
        ),
    ],
    must_see=[
        "model.multi_modal_projector.linear.bias",
        "model.vision_tower.encoder.layers.0.mlp.fc1.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"text_config": OTHER["text_config"] | {"sliding_window": 2}},
        {"text_config": OTHER["text_config"] | {"final_logit_softcapping": 4.0}},
    ],
    refuses=[
        ({"projection_dim": 20}, "projection_dim"),
        ({"text_config": GEMMA | {"model_type": "llama"}}, "'gemma' or 'gemma2'"),
    ],
    padded="attention_mask",
    rounded=True,  # upstream keeps the scale of embeddings in float32
    trained="ForConditionalGeneration-default",
)
