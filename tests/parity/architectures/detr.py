import numpy as np
from parity.arch import Arch, Row
from parity.detection import objects
from parity.images import images

STAGES = ["stage1", "stage2", "stage3", "stage4"]
BACKBONE = dict(
    model_type="resnet",
    embedding_size=4,
    hidden_sizes=[8, 8, 12, 16],
    depths=[1, 1, 1, 1],
    layer_type="basic",
)
TINY = dict(
    backbone_config=BACKBONE | dict(out_features=["stage4"]),
    use_timm_backbone=False,
    num_queries=5,
    encoder_layers=2,
    decoder_layers=2,
    encoder_ffn_dim=20,
    decoder_ffn_dim=24,
    encoder_attention_heads=4,
    decoder_attention_heads=2,
    d_model=16,
    num_labels=3,
)
OTHER = TINY | dict(
    activation_function="gelu",
    auxiliary_loss=True,
    backbone_config=BACKBONE | dict(out_features=STAGES, layer_type="bottleneck"),
    bbox_cost=2,
    bbox_loss_coefficient=3,
    class_cost=4,
    d_model=32,
    dice_loss_coefficient=2,
    encoder_attention_heads=8,
    eos_coefficient=0.3,
    giou_cost=1,
    giou_loss_coefficient=4,
    mask_loss_coefficient=5,
    position_embedding_type="learned",
)


def shown(*sizes: tuple[int, int], of: tuple[int, int]):
    """A pixel_mask: the part of each image that is no padding."""

    def make(rng: np.random.Generator) -> np.ndarray:
        mask = np.zeros((len(sizes), *of), np.int64)
        for row, (height, width) in zip(mask, sizes, strict=True):
            row[:height, :width] = 1
        return mask

    return make


MASK = {"pixel_mask": shown((64, 96), (50, 60), of=(64, 96))}

ARCH = Arch(
    "detr",
    "Detr",
    "detr",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96, **MASK), "padded"),
        Row("Model", OTHER, images(1, 3, 70, 90), "other"),
        Row(
            "ForObjectDetection",
            TINY,
            images(2, 3, 64, 96, labels=objects(3, 2, 4), **MASK),
            "labels",
            requests={},
        ),
        Row(
            "ForObjectDetection",
            OTHER,
            images(2, 3, 64, 64, labels=objects(3, 3, 0)),
            "every layer",
        ),
        Row(
            "ForSegmentation",
            OTHER | dict(position_embedding_type="sine", auxiliary_loss=False),
            images(2, 3, 64, 96, labels=objects(3, 2, 1, masks=(40, 50)), **MASK),
            "labels",
        ),
        Row(
            "ForSegmentation",
            TINY
            | dict(backbone_config=BACKBONE | dict(out_features=STAGES[1:]))
            | dict(encoder_attention_heads=8, d_model=32),
            images(1, 3, 64, 64),
            "three maps",
            requests={},
        ),
    ],
    must_see={
        "ForObjectDetection-labels": [
            "model.query_position_embeddings.weight",
            "model.encoder.layers.1.fc1.bias",
        ]
    },
    must_see_options={"ForObjectDetection-every layer": [{"eos_coefficient": 0.1}]},
)
