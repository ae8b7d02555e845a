from typing import Any

import pytest
import transformers.models.levit.modeling_levit as theirs
from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(
    image_size=112,
    hidden_sizes=[16, 24, 32],
    num_attention_heads=[2, 3, 4],
    depths=[1, 2, 1],
    key_dim=[4, 4, 4],
    num_labels=3,
)
OTHER = TINY | dict(
    attention_ratio=[1, 3, 2],
    image_size=81,
    key_dim=[2, 4, 6],
    kernel_size=5,
    mlp_ratio=[3, 0, 1],
    num_channels=2,
    num_labels=5,
    padding=2,
)


def without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Biases are kept by device, and so with the dtype of the first call."""

    def biases(self: Any, device: Any) -> Any:
        return self.attention_biases[:, self.attention_bias_idxs]

    for attention in (theirs.LevitAttention, theirs.LevitAttentionSubsample):
        monkeypatch.setattr(attention, "get_attention_biases", biases)


ARCH = Arch(
    "levit",
    "Levit",
    "levit",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 112, 112)),
        Row("Model", "other", images(1, 2, 80, 80)),
        Row("ForImageClassificationWithTeacher", "tiny", images(2, 3, 112, 112)),
        Row("ForImageClassification", "other", images(3, 2, 80, 80, labels=classes(5, 3))),
        Row("ForImageClassification", "tiny", images(2, 3, 112, 112, labels=classes(3, 2))),
    ),
    must_see=[
        "levit.encoder.stages.1.layers.0.module.attention_biases",
        "levit.encoder.stages.0.layers.2.attention_biases",
        "levit.encoder.stages.0.layers.2.queries.batch_norm.running_mean",
        "classifier.batch_norm.bias",
    ],
    refuses=[{"depths": [1, 1]}],
    requests=dict(output_hidden_states=True),
    patch=without_a_cache,
)
