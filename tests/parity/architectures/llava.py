import numpy as np
from parity.arch import DECODER, Arch, Options, Row
from parity.texts import Inputs, padding
from parity.towers import VISION

IMAGE = 60
LLAMA: Options = DECODER | dict(
    model_type="llama",
    max_position_embeddings=64,
    pad_token_id=0,
    bos_token_id=1,
    vocab_size=67,
)
CLIP = VISION | dict(model_type="clip_vision_model", num_hidden_layers=3)
DEFAULT = dict(text_config=LLAMA, vision_config=CLIP, image_token_index=IMAGE)
OTHER = dict(
    text_config=LLAMA
    | dict(model_type="mistral", sliding_window=6, hidden_act="gelu", tie_word_embeddings=True),
    vision_config=VISION | dict(model_type="siglip_vision_model", image_size=24),
    image_token_index=IMAGE,
    projector_hidden_act="relu",
    vision_feature_select_strategy="full",
    vision_feature_layer=[-1, 0, 1],
    multimodal_projector_bias=False,
    tie_word_embeddings=True,
)


def with_images(
    *texts: list[int],
    each: int,
    shape: tuple[int, ...],
    side: str = "right",
    labels: bool = False,
    types: str = "",
):
    """Texts, each a list of numbers of tokens between which images stand, of so many tokens."""

    def make(rng: np.random.Generator) -> Inputs:
        rows = []
        for text in texts:
            ids: list[int] = []
            for index, count in enumerate(text):
                ids += [IMAGE] * (each if index else 0) + rng.integers(3, 60, count).tolist()
            rows.append(ids)
        lengths = [len(row) for row in rows]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.zeros_like(mask)
        ids[mask == 1] = np.concatenate(rows)
        images = sum(len(text) - 1 for text in texts)
        pixels = rng.standard_normal((images, *shape)).astype(np.float32)
        found: Inputs = {"input_ids": ids, "attention_mask": mask, "pixel_values": pixels}
        if types:
            found[types] = (ids == IMAGE).astype(np.int64)
        if labels:
            found["labels"] = np.where((mask == 1) & (ids != IMAGE), ids, -100)
        return found

    return make


TWO = ([3, 2, 2], [4, 3])
SMALL, LARGE = dict(each=4, shape=(3, 16, 16)), dict(each=9, shape=(3, 24, 24))
BOTH = dict(output_hidden_states=True, output_attentions=True)

ARCH = Arch(
    "llava",
    "Llava",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "default",
            with_images([3, 2], each=5, shape=(3, 16, 16)),
            "chosen",
            requests=BOTH | dict(vision_feature_layer=1, vision_feature_select_strategy="full"),
        ),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.multi_modal_projector.linear_1.weight",
        "model.vision_tower.encoder.layers.0.mlp.fc1.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"projector_hidden_act": "gelu"},
        {"vision_feature_layer": [-1, 1, 0]},
        {"text_config": {"sliding_window": 3}},
    ],
    refuses=[{"vision_feature_select_strategy": "cls"}, {"vision_feature_layer": 5}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
