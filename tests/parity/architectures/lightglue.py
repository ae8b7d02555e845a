from typing import Any

import pytest
import torch
from parity.arch import Arch, Row
from parity.architectures.superglue import DETECTOR
from parity.images import images

# As many keypoints in each image.
FULL = DETECTOR | dict(max_keypoints=7, keypoint_threshold=0.0, border_removal_distance=0)
# Neither stops early nor leaves anything out, so that hidden states are of all points.
WHOLE = dict(
    keypoint_detector_config=FULL,
    descriptor_dim=8,
    num_hidden_layers=3,
    num_attention_heads=2,
    depth_confidence=1.0,
    width_confidence=1.0,
    filter_threshold=0.001,
)
OTHER = WHOLE | dict(
    keypoint_detector_config=DETECTOR | dict(max_keypoints=6, border_removal_distance=0),
    attention_bias=False,
    descriptor_dim=16,
    hidden_act="relu",
    num_attention_heads=4,
    num_key_value_heads=2,
)
STOPS = WHOLE | dict(keypoint_detector_config=DETECTOR, depth_confidence=0.2, width_confidence=0.9)
PRUNES = WHOLE | dict(
    keypoint_detector_config=DETECTOR,
    depth_confidence=0.99,
    num_hidden_layers=4,
    width_confidence=0.01,
)
NONE = WHOLE | dict(keypoint_detector_config=DETECTOR | dict(keypoint_threshold=1.0))


def in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers mixes up pairs that stop one after the other, and takes the padding of points
    that are left for the last point."""
    from transformers.models.lightglue import modeling_lightglue as theirs

    model = theirs.LightGlueForKeypointMatching
    joined, placed = model._concat_early_stopped_outputs, model._do_final_keypoint_pruning

    def sorted_outputs(self: Any, numbers: Any, *lists: Any) -> Any:
        order = torch.argsort(torch.stack(numbers)).tolist()
        lists = tuple([list(values)[i] for i in order] for values in lists)
        return joined(self, list(torch.arange(len(order))), *lists)

    def without_padding(self: Any, indices: Any, matches: Any, scores: Any, count: Any) -> Any:
        spare = torch.where(indices < 0, count, indices)
        found = placed(self, spare, matches, scores, count + 1)
        return tuple(x[..., :-1] for x in found)

    monkeypatch.setattr(model, "_concat_early_stopped_outputs", sorted_outputs)
    monkeypatch.setattr(model, "_do_final_keypoint_pruning", without_padding)


ARCH = Arch(
    "lightglue",
    "LightGlue",
    "superpoint",
    rows=[
        Row("ForKeypointMatching", STOPS, images(2, 2, 3, 32, 24), "stops", requests={}),
        Row("ForKeypointMatching", PRUNES, images(1, 2, 3, 24, 24), "prunes", requests={}),
        Row("ForKeypointMatching", NONE, images(1, 2, 3, 16, 16), "none", requests={}),
        Row("ForKeypointMatching", OTHER, images(3, 2, 3, 24, 32), "other"),
        Row("ForKeypointMatching", WHOLE, images(2, 2, 3, 32, 24), "whole"),
    ],
    patch=in_order,
    rounded=True,  # the scale of descriptors is float32 in transformers
    must_see=[
        "positional_encoder.projector.weight",
        "transformer_layers.2.cross_mlp.layer_norm.bias",
        "match_assignment_layers.2.matchability.bias",
        "match_assignment_layers.2.final_projection.bias",
    ],
    must_see_options={
        "ForKeypointMatching-other": [{"hidden_act": "gelu"}, {"filter_threshold": 0.9}],
        "ForKeypointMatching-stops": [{"depth_confidence": 1.0}],
    },
    refuses=[
        ({"keypoint_detector_config": {"model_type": "disk"}}, "disk"),
        {"num_attention_heads": 3},
        {"num_key_value_heads": 3},
        {"depth_confidence": 0.0},
        {"num_hidden_layers": 0},
    ],
)
