import importlib
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from parity.arch import Arch, Row
from parity.architectures.detr import BACKBONE, shown
from parity.detection import objects
from parity.images import images

SWIN = dict(
    model_type="swin",
    embed_dim=8,
    depths=[1, 2, 1],
    num_heads=[2, 2, 4],
    window_size=3,
    patch_size=4,
    image_size=32,
    out_indices=[1, 2, 3],
)
BERT = dict(
    model_type="bert",
    vocab_size=1100,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=20,
    max_position_embeddings=16,
)
TINY = dict(
    backbone_config=SWIN,
    text_config=BERT,
    d_model=32,
    encoder_layers=2,
    decoder_layers=2,
    encoder_ffn_dim=24,
    decoder_ffn_dim=20,
    encoder_attention_heads=4,
    decoder_attention_heads=2,
    num_queries=5,
    max_text_len=14,
)
OTHER = TINY | dict(
    activation_function="gelu",
    auxiliary_loss=True,
    bbox_cost=2.0,
    bbox_loss_coefficient=3.0,
    class_cost=0.01,
    decoder_bbox_embed_share=False,
    decoder_n_points=2,
    encoder_n_points=3,
    focal_alpha=0.4,
    giou_cost=1.0,
    giou_loss_coefficient=4.0,
    layer_norm_eps=1e-3,
    max_text_len=12,
    num_feature_levels=5,
    positional_embedding_temperature=50,
)
RESNET = TINY | dict(
    backbone_config=BACKBONE | dict(out_features=["stage2", "stage3", "stage4"]),
    position_embedding_type="learned",
)


def text(*rows: str, length: int = 11):
    """Texts of BERT's ends of phrases and of other tokens: "[ab.c?]", with padding behind."""
    ids = {"[": 101, "]": 102, ".": 1012, "?": 1029, " ": 0}

    def make(rng: np.random.Generator) -> dict[str, np.ndarray]:
        tokens = np.zeros((len(rows), length), np.int64)
        for i, row in enumerate(rows):
            for j, letter in enumerate(row):
                tokens[i, j] = ids.get(letter, rng.integers(103, 1000))
        return {"input_ids": tokens, "attention_mask": (tokens != 0).astype(np.int64)}

    return make


def with_text(pixels, *rows: str, **options):
    """Images, and a text for each."""
    return lambda rng: pixels(rng) | text(*rows, **options)(rng)


def fused(patch: pytest.MonkeyPatch) -> None:
    """transformers 5 adds its boolean mask to the scores of the text; its fused attention does
    not. Which tokens are of a phrase, it says in float32 alone, and in the outputs of layers."""
    from transformers import AutoModel
    from transformers.loss.loss_utils import LOSS_MAPPING

    def from_config(config: Any, **options: Any) -> Any:
        return AutoModel.from_config(config, attn_implementation="sdpa", **options)

    for name in ("grounding_dino", "mm_grounding_dino"):
        module = importlib.import_module(f"transformers.models.{name}.modeling_{name}")
        patch.setattr(module, "AutoModel", SimpleNamespace(from_config=from_config))
        maps = module.build_label_maps

        def build(logits: Any, input_ids: Any, maps: Any = maps) -> Any:
            return tuple(x.to(logits.dtype) for x in maps(logits, input_ids))

        patch.setattr(module, "build_label_maps", build)
    for name in ("GroundingDinoForObjectDetection", "MMGroundingDinoForObjectDetection"):
        patch.setitem(LOSS_MAPPING, name, without_maps(LOSS_MAPPING[name]))


def without_maps(loss: Any) -> Any:
    def call(*args: Any, **options: Any) -> Any:
        *losses, layers = loss(*args, **options)
        return *losses, layers and [
            {name: layer[name] for name in ("logits", "pred_boxes")} for layer in layers
        ]

    return call


MASK = {"pixel_mask": shown((64, 96), (50, 60), of=(64, 96))}
LABELS = dict(labels=objects(2, 2, 3))
ROWS = ("[ab.c.de?f]", "[a.bc.]")


def rows(tiny, other, single):
    """Every head of an architecture of this family, with each of its configs."""
    return [
        Row("Model", tiny, with_text(images(2, 3, 64, 96, **MASK), *ROWS), "padded"),
        Row("Model", other, with_text(images(1, 3, 70, 90), "[ab.cdefg.h?k]", length=14), "other"),
        Row("Model", single, with_text(images(1, 3, 70, 90), "[ab.cd"), "single"),
        Row(
            "ForObjectDetection",
            tiny,
            with_text(images(2, 3, 64, 96, **MASK), "[ab.c.]", "[a.bc.]"),
            "padded",
        ),
        Row(
            "ForObjectDetection",
            single,
            with_text(images(2, 3, 64, 64, **LABELS), *["[a.bc.]"] * 2),
            "single",
        ),
        Row(
            "ForObjectDetection",
            tiny,
            with_text(images(2, 3, 64, 64, **LABELS), "[ab.c.]", "[a.bc.]"),
            "labels",
            requests={},
        ),
        Row(
            "ForObjectDetection",
            other,
            with_text(images(2, 3, 64, 64, labels=objects(2, 2, 1)), "[ab.c.]", "[a.bc.]"),
            "other",
        ),
    ]


ARCH = Arch(
    "grounding-dino",
    "GroundingDino",
    "grounding_dino",
    rows=rows(TINY, OTHER, RESNET),
    patch=fused,
    must_see=[
        "model.level_embed",
        "model.decoder.bbox_embed.1.layers.2.bias",
        "model.text_backbone.embeddings.position_embeddings.weight",
        "model.encoder.layers.1.fusion_layer.text_param",
        "model.encoder_output_bbox_embed.layers.1.bias",
    ],
    must_see_options=[
        {"focal_alpha": 0.2},
        {"activation_function": "relu"},
        {"positional_embedding_temperature": 20},
    ],
    refuses=[
        {"d_model": 40},
        {"encoder_attention_heads": 3},
        {"query_dim": 2},
        {"two_stage": False},
        {"tie_word_embeddings": False},
        {"embedding_init_target": False},
        {"two_stage_bbox_embed_share": True},
        {"num_feature_levels": 2},
        {"position_embedding_type": "other"},
    ],
)
