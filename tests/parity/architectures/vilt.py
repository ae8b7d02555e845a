import numpy as np
import pytest
import torch
from parity.arch import Arch, Row
from parity.texts import Inputs, padding, token_ids

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=12,
    image_size=24,
    patch_size=8,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    qkv_bias=False,
    num_labels=5,
    num_channels=1,
    modality_type_vocab_size=3,
    num_images=2,
)
CUT = TINY | dict(max_image_length=4)


def image_text(*, channels: int = 3, mask: bool = True, labels: tuple[int, ...] = (), top: int = 2):
    """Two texts of 7 and 4 words, and images of 32 x 16 and 24 x 40 pixels in arrays of 32 x 40."""

    def make(rng: np.random.Generator) -> Inputs:
        pixels = rng.standard_normal((2, channels, 32, 40)).astype(np.float32)
        inputs = {
            "input_ids": token_ids(rng, 67, 2, 7),
            "attention_mask": padding([7, 4], 7),
            "token_type_ids": rng.integers(0, 2, (2, 7)),
            "pixel_values": pixels,
        }
        if mask:
            inputs["pixel_mask"] = np.zeros((2, 32, 40), np.int64)
            inputs["pixel_mask"][0, :, :16] = inputs["pixel_mask"][1, :24] = 1
        return inputs | ({"labels": rng.integers(0, top, labels)} if labels else {})

    return make


def answers(rng: np.random.Generator) -> Inputs:
    return image_text(channels=1)(rng) | {"labels": rng.random((2, 5)).astype(np.float32)}


def embedded(rng: np.random.Generator) -> Inputs:
    return {
        "inputs_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32),
        "image_embeds": rng.standard_normal((2, 6, 24)).astype(np.float32),
        "pixel_mask": padding([6, 3], 6)[:, None],
    }


def two_images(rng: np.random.Generator) -> Inputs:
    mask = np.ones((2, 2, 24, 24), np.int64)
    mask[0, 1, 16:] = 0
    return {
        "input_ids": token_ids(rng, 67, 2, 6),
        "pixel_values": rng.standard_normal((2, 2, 1, 24, 24)).astype(np.float32),
        "pixel_mask": mask,
        "labels": np.array([1, 4]),
    }


def keep_the_order(patch: pytest.MonkeyPatch) -> None:
    """transformers shuffles the patches that it gets; ours keep their order."""

    def first(weights: torch.Tensor, count: int, replacement: bool = False) -> torch.Tensor:
        return torch.arange(int(count)) % len(weights)

    patch.setattr(torch, "multinomial", first)


ARCH = Arch(
    "vilt",
    "Vilt",
    "vilt",
    patch=keep_the_order,
    rows=[
        Row("Model", TINY, image_text(), "default"),
        Row("Model", OTHER, image_text(channels=1), "other"),
        # Without a mask, upstream's mask has the size of the config.
        Row("Model", TINY, image_text(mask=False), "whole"),
        Row("Model", CUT, image_text(), "cut"),
        Row("Model", TINY, embedded, "embedded"),
        Row("ForMaskedLM", TINY, image_text(labels=(2, 7), top=67), "default"),
        Row("ForQuestionAnswering", OTHER, answers, "other"),
        Row("ForImageAndTextRetrieval", TINY, image_text(), "default"),
        Row("ForTokenClassification", OTHER, image_text(channels=1, labels=(2, 7), top=5), "other"),
        Row("ForImagesAndTextClassification", OTHER, two_images, "other"),
    ],
    must_see={
        "Model-default": [
            "embeddings.position_embeddings",
            "embeddings.token_type_embeddings.weight",
            "embeddings.cls_token",
            "encoder.layer.1.attention.attention.value.bias",
            "pooler.dense.bias",
        ]
    },
    must_see_options={"Model-default": [{"patch_size": 8, "layer_norm_eps": 0.01}]},
)
