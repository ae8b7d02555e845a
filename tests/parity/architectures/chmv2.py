from typing import Any

import pytest
import torch
from parity.arch import Arch, Row
from parity.images import TINY_VIT, images

BACKBONE = TINY_VIT | dict(
    model_type="dinov3_vit",
    hidden_size=32,
    num_hidden_layers=4,
    num_register_tokens=3,
    out_indices=[1, 2, 3, 4],
    return_class_token=True,
)
TINY = dict(
    backbone_config=BACKBONE,
    patch_size=8,
    post_process_channels=[6, 8, 10, 12],
    fusion_hidden_size=8,
    head_hidden_size=6,
    number_output_channels=9,
)
LINEAR = TINY | dict(
    bins_strategy="linear",
    norm_strategy="linear",
    readout_type="add",
    max_depth=20.0,
    min_depth=0.5,
)
LOG = TINY | dict(
    backbone_config=BACKBONE | dict(out_indices=[2, 4]),
    bins_strategy="log",
    norm_strategy="softmax",
    post_process_channels=[6, 8],
    readout_type="ignore",
    reassemble_factors=[2, 0.5],
)
SIGMOID = TINY | dict(norm_strategy="sigmoid")
ONE = TINY | dict(number_output_channels=1, min_depth=2.0)


def as_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers' bins are of torch's default dtype; here of what they weigh."""
    from transformers.models.chmv2.modeling_chmv2 import CHMv2FeaturesToDepth

    compute = CHMv2FeaturesToDepth.forward

    def forward(self: Any, x: torch.Tensor) -> torch.Tensor:
        before = torch.get_default_dtype()
        torch.set_default_dtype(x.dtype)
        try:
            return compute(self, x)
        finally:
            torch.set_default_dtype(before)

    monkeypatch.setattr(CHMv2FeaturesToDepth, "forward", forward)


ARCH = Arch(
    "chmv2",
    "CHMv2",
    "dpt",
    rows=[
        Row("ForDepthEstimation", LINEAR, images(2, 3, 24, 32), "linear"),
        Row("ForDepthEstimation", LOG, images(2, 3, 24, 24), "log"),
        Row("ForDepthEstimation", SIGMOID, images(2, 3, 24, 24), "sigmoid", requests={}),
        Row("ForDepthEstimation", ONE, images(1, 3, 24, 24), "one bin", requests={}),
        Row("ForDepthEstimation", TINY, images(2, 3, 32, 24), "tiny"),
    ],
    patch=as_wide,
    must_see=[
        "head.reassemble_stage.readout_projects.2.0.bias",
        "head.fusion_layers.1.residual_layer1.convolution2.bias",
        "head.conv_depth.head.2.bias",
    ],
    must_see_options={
        "ForDepthEstimation-linear": [{"max_depth": 96.0}, {"min_depth": 0.001}],
        "ForDepthEstimation-tiny": [{"norm_strategy": "sigmoid"}, {"bins_strategy": "log"}],
    },
    refuses=[
        {"readout_type": "all"},
        {"bins_strategy": "cubic"},
        {"norm_strategy": "log"},
        {"reassemble_factors": [1]},
        {"min_depth": 100.0},
        {"post_process_channels": [6, 8]},
        ({"backbone_config": BACKBONE | {"return_class_token": False}}, "return_class_token"),
        ({"backbone_config": BACKBONE | {"reshape_hidden_states": False}}, "reshape_hidden_states"),
    ],
)
