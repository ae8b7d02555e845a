import importlib
from typing import Any

import numpy as np
import pytest
import torch
from parity.arch import Arch, Row
from parity.backends import BACKENDS, PACKAGES
from parity.detection import classes, masks
from parity.images import images
from transformers.models.mask2former import modeling_mask2former

STAGES = ["stage1", "stage2", "stage3", "stage4"]
SWIN = dict(
    model_type="swin",
    image_size=64,
    embed_dim=8,
    depths=[1, 1, 1, 1],
    num_heads=[1, 2, 2, 4],
    window_size=2,
    out_features=STAGES,
)
RESNET = dict(
    model_type="resnet",
    embedding_size=4,
    hidden_sizes=[8, 8, 12, 16],
    depths=[1, 1, 1, 1],
    layer_type="basic",
    out_features=STAGES,
)
TINY = dict(
    backbone_config=SWIN,
    feature_size=32,
    mask_feature_size=12,
    hidden_dim=16,
    encoder_feedforward_dim=24,
    encoder_layers=2,
    decoder_layers=5,
    num_attention_heads=4,
    dim_feedforward=20,
    num_queries=5,
    num_labels=3,
    train_num_points=30,
)
OTHER = TINY | dict(
    activation_function="gelu",
    backbone_config=RESNET,
    class_weight=1.0,
    common_stride=16,
    dice_weight=3.0,
    enforce_input_projection=True,
    hidden_dim=32,
    importance_sample_ratio=1.0,
    mask_weight=2.0,
    no_object_weight=0.3,
    output_auxiliary_logits=True,
    pre_norm=True,
)
LABELS = {"mask_labels": masks(2, 3, size=(40, 50)), "class_labels": classes(3, 2, 3)}


def _spread(shape: Any) -> np.ndarray:
    """Numbers in [0, 1) that look random and are the same everywhere."""
    count = int(np.prod(shape))
    return np.mod((np.arange(count) + 1) * 0.7548776662466927, 1.0).reshape(shape)


def give_points(patch: pytest.MonkeyPatch, module: Any = modeling_mask2former) -> None:
    """The same points for transformers and for us, of the dtype of what is sampled."""
    sample = module.sample_point

    def sample_point(features: Any, points: Any, *args: Any, **kwargs: Any) -> Any:
        return sample(features, points.to(features.dtype), *args, **kwargs)

    def rand(*shape: Any, **kwargs: Any) -> torch.Tensor:
        return torch.from_numpy(_spread(shape[0] if isinstance(shape[0], torch.Size) else shape))

    patch.setattr(module, "sample_point", sample_point)
    patch.setattr(torch, "rand", rand)
    for backend in BACKENDS:
        package = PACKAGES[backend][0]
        nn, ops = (importlib.import_module(f"{package}.{part}") for part in ("nn", "ops"))

        def uniform(self: Any, shape: Any, *, like: Any, dtype: Any = None, ops: Any = ops) -> Any:
            return ops.asarray(_spread(tuple(shape)), like=like, dtype=ops.dtype(like))

        patch.setattr(nn.Random, "uniform", uniform)


ARCH = Arch(
    "mask2former",
    "Mask2Former",
    "mask2former",
    patch=give_points,
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96), "tiny"),
        Row("Model", OTHER, images(1, 3, 70, 90), "other"),
        Row("ForUniversalSegmentation", TINY, images(2, 3, 64, 96, **LABELS), "loss"),
        Row(
            "ForUniversalSegmentation",
            OTHER,
            images(2, 3, 64, 64, **LABELS),
            "other loss",
            requests={},
        ),
    ],
    must_see={
        "ForUniversalSegmentation-loss": [
            "model.pixel_level_module.decoder.encoder.layers.0.self_attn.sampling_offsets.bias",
            "model.transformer_module.decoder.layers.1.cross_attn.in_proj_bias",
        ]
    },
    must_see_options={"ForUniversalSegmentation-loss": [{"no_object_weight": 0.3}]},
)
