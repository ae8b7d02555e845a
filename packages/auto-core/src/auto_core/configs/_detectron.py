"""Options of Detectron2's feature pyramids of ResNets, which LayoutLMv2's files name.

He et al., 2015, arXiv:1512.03385; Xie et al., 2016, arXiv:1611.05431; Lin et al., 2016,
arXiv:1612.03144.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# Blocks of each stage of the network of a depth.
DEPTHS: dict[int, tuple[int, ...]] = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
BASIC = (18, 34)  # depths whose blocks are two convolutions of 3x3
STAGES = ("res2", "res3", "res4", "res5")
# What Detectron2 has where a file is silent: only the options that features depend on.
DEFAULTS: dict[str, Any] = {
    "META_ARCHITECTURE": "GeneralizedRCNN",
    "PIXEL_MEAN": [103.53, 116.28, 123.675],
    "PIXEL_STD": [1.0, 1.0, 1.0],
    "BACKBONE.NAME": "build_resnet_backbone",
    "BACKBONE.FREEZE_AT": 2,  # the stem and stages that are not trained, counted from 1
    "FPN.IN_FEATURES": [],
    "FPN.OUT_CHANNELS": 256,
    "FPN.NORM": "",
    "FPN.FUSE_TYPE": "sum",
    "RESNETS.DEPTH": 50,
    "RESNETS.OUT_FEATURES": ["res4"],
    "RESNETS.NUM_GROUPS": 1,
    "RESNETS.NORM": "FrozenBN",
    "RESNETS.WIDTH_PER_GROUP": 64,
    "RESNETS.STRIDE_IN_1X1": True,
    "RESNETS.RES5_DILATION": 1,
    "RESNETS.RES2_OUT_CHANNELS": 256,
    "RESNETS.STEM_OUT_CHANNELS": 64,
    "RESNETS.DEFORM_ON_PER_STAGE": [False, False, False, False],
    "RESNETS.DEFORM_MODULATED": False,
    "RESNETS.DEFORM_NUM_GROUPS": 1,
}
# Of the detector around the features, which is left out; and two that nothing reads.
AROUND = (
    *("ANCHOR_GENERATOR.", "RPN.", "ROI_", "MASK_ON", "KEYPOINT_ON", "LOAD_PROPOSALS", "WEIGHTS"),
    *("DEVICE", "POST_NMS_TOPK_TEST", "RESNETS.SIZES", "RESNETS.ASPECT_RATIOS"),
)
# The only values that are implemented. The pyramid has a map more after res5's, and its maps halve.
ONLY: dict[str, Any] = {
    "META_ARCHITECTURE": "GeneralizedRCNN",
    "BACKBONE.NAME": "build_resnet_fpn_backbone",
    "FPN.NORM": "",
    "FPN.IN_FEATURES": list(STAGES),
    "RESNETS.NORM": "FrozenBN",
    "RESNETS.RES5_DILATION": 1,
    "RESNETS.DEFORM_ON_PER_STAGE": [False, False, False, False],
}
# Which of them have to have which value in networks of basic blocks.
OF_BASIC = {"RESNETS.RES2_OUT_CHANNELS": 64, "RESNETS.NUM_GROUPS": 1}
NUMBERS = {
    "RESNETS.NUM_GROUPS": (1, 2**14),
    "RESNETS.WIDTH_PER_GROUP": (1, 2**14),
    "RESNETS.RES2_OUT_CHANNELS": (1, 2**14),
    "RESNETS.STEM_OUT_CHANNELS": (1, 2**14),
    "FPN.OUT_CHANNELS": (1, 2**14),
    "BACKBONE.FREEZE_AT": (0, 5),
}
CHOICES = {
    "FPN.FUSE_TYPE": ("sum", "avg"),
    "RESNETS.DEPTH": tuple(DEPTHS),
    "RESNETS.STRIDE_IN_1X1": (True, False),
}
PUBLISHED: dict[str, Any] = {
    "MODEL.MASK_ON": True,
    "MODEL.PIXEL_STD": [57.375, 57.120, 58.395],
    "MODEL.BACKBONE.NAME": "build_resnet_fpn_backbone",
    "MODEL.FPN.IN_FEATURES": list(STAGES),
    "MODEL.ANCHOR_GENERATOR.SIZES": [[32], [64], [128], [256], [512]],
    "MODEL.RPN.IN_FEATURES": ["p2", "p3", "p4", "p5", "p6"],
    "MODEL.RPN.PRE_NMS_TOPK_TRAIN": 2000,
    "MODEL.RPN.PRE_NMS_TOPK_TEST": 1000,
    "MODEL.RPN.POST_NMS_TOPK_TRAIN": 1000,
    "MODEL.POST_NMS_TOPK_TEST": 1000,
    "MODEL.ROI_HEADS.NAME": "StandardROIHeads",
    "MODEL.ROI_HEADS.NUM_CLASSES": 5,
    "MODEL.ROI_HEADS.IN_FEATURES": ["p2", "p3", "p4", "p5"],
    "MODEL.ROI_BOX_HEAD.NAME": "FastRCNNConvFCHead",
    "MODEL.ROI_BOX_HEAD.NUM_FC": 2,
    "MODEL.ROI_BOX_HEAD.POOLER_RESOLUTION": 14,
    "MODEL.ROI_MASK_HEAD.NAME": "MaskRCNNConvUpsampleHead",
    "MODEL.ROI_MASK_HEAD.NUM_CONV": 4,
    "MODEL.ROI_MASK_HEAD.POOLER_RESOLUTION": 7,
    "MODEL.RESNETS.DEPTH": 101,
    "MODEL.RESNETS.SIZES": [[32], [64], [128], [256], [512]],
    "MODEL.RESNETS.ASPECT_RATIOS": [[0.5, 1.0, 2.0]],
    "MODEL.RESNETS.OUT_FEATURES": list(STAGES),
    "MODEL.RESNETS.NUM_GROUPS": 32,
    "MODEL.RESNETS.WIDTH_PER_GROUP": 8,
    "MODEL.RESNETS.STRIDE_IN_1X1": False,
}


def option(given: Mapping[str, Any], name: str) -> Any:
    """An option ("RESNETS.DEPTH") of a file's ("MODEL.RESNETS.DEPTH"), or Detectron2's own."""
    return given.get(f"MODEL.{name}", DEFAULTS[name])


def refused(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The options that are not implemented, each with what was expected."""
    for name in given:
        inside = name.removeprefix("MODEL.")
        if inside == name or (inside not in DEFAULTS and not inside.startswith(AROUND)):
            yield name, "no such option: it is not implemented"
    found = {name: option(given, name) for name in DEFAULTS}
    basic = OF_BASIC if found["RESNETS.DEPTH"] in BASIC else {}
    for name, value in (ONLY | basic).items():
        same = list(found[name]) if isinstance(found[name], tuple) else found[name]
        if same != value:
            yield f"MODEL.{name}", repr(value)
    for name, choices in CHOICES.items():
        if not any(found[name] is choice or found[name] == choice != True for choice in choices):  # noqa: E712
            yield f"MODEL.{name}", f"one of {', '.join(map(repr, choices))}"
    for name, (least, most) in NUMBERS.items():
        if type(found[name]) is not int or not least <= found[name] <= most:
            yield f"MODEL.{name}", f"a number from {least} to {most}"
    kept = found["RESNETS.OUT_FEATURES"]
    if not isinstance(kept, list | tuple) or not {*STAGES} <= {*map(str, kept)} <= {
        "stem",
        *STAGES,
    }:
        yield "MODEL.RESNETS.OUT_FEATURES", f"{list(STAGES)}"
    for name in ("PIXEL_MEAN", "PIXEL_STD"):
        if not _channels(found[name]) or len(found[name]) != len(found["PIXEL_MEAN"]):
            yield f"MODEL.{name}", "a number for each channel, of both PIXEL_MEAN and PIXEL_STD"
    if _channels(found["PIXEL_STD"]) and 0 in found["PIXEL_STD"]:
        yield "MODEL.PIXEL_STD", "no 0"


def _channels(numbers: Any) -> bool:
    return (
        isinstance(numbers, list | tuple)
        and 0 < len(numbers) <= 1000
        and all(isinstance(x, int | float) and not isinstance(x, bool) for x in numbers)
    )
