from typing import Any

import pytest
from parity.arch import Arch, Row
from parity.architectures.pp_ocrv5_server_det import STATES
from parity.images import images

LCNET = dict(
    model_type="pp_lcnet_v3",
    stem_channels=4,
    block_configs=[
        [[3, 4, 8, 1, False]],
        [[3, 8, 10, 2, False], [3, 10, 10, 1, False]],
        [[3, 10, 12, 2, False]],
        [[5, 12, 14, 2, True]],
        [[5, 14, 16, 2, True]],
    ],
    divisor=2,
    reduction=2,
    conv_symmetric_num=2,
    out_features=["stage2", "stage3", "stage4", "stage5"],
)
TINY = dict(
    backbone_config=LCNET,
    reduction=2,
    neck_out_channels=16,
    layer_list_out_channels=[6, 7, 8, 9],
)
OTHER = TINY | dict(
    reduction=3,
    neck_out_channels=24,
    interpolate_mode="bilinear",
    kernel_list=[5, 3, 4],
    backbone_config=LCNET | dict(scale=0.5, divisor=1, hidden_act="relu"),
)


def takes_pixels(patch: pytest.MonkeyPatch) -> None:
    """transformers' model without a head calls its input hidden_states, others pixel_values."""
    from transformers.models.pp_ocrv5_mobile_det import modeling_pp_ocrv5_mobile_det as module

    forward = module.PPOCRV5MobileDetModel.forward

    def renamed(self: Any, pixel_values: Any, **options: Any) -> Any:
        return forward(self, pixel_values, **options)

    patch.setattr(module.PPOCRV5MobileDetModel, "forward", renamed)


ARCH = Arch(
    "pp_ocrv5_mobile_det",
    "PPOCRV5MobileDet",
    "pp_ocrv5_server_det",
    requests=STATES,
    patch=takes_pixels,
    rows=[
        Row("Model", OTHER, images(2, 3, 32, 64)),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 32), "default"),
        Row("ForObjectDetection", OTHER, images(1, 3, 64, 96), "other"),
    ],
    must_see=[
        "model.layer.3.weight",
        "model.neck.insert_conv.1.squeeze_excitation_block.conv2.bias",
        "model.neck.input_conv.0.in_conv.weight",
        "head.conv_down.norm.running_var",
    ],
    must_see_options=[{"interpolate_mode": "nearest"}],
    refuses=[
        {"interpolate_mode": "area"},
        {"neck_out_channels": 18},
        {"reduction": 0},
        {"kernel_list": [3, 2, 0]},
        {"layer_list_out_channels": [6, 7, 8]},
        {"backbone_config": LCNET | {"out_features": ["stage5"]}},
    ],
)
