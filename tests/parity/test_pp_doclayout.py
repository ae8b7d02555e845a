"""PP-DocLayout: what is refused, and how boxes lie around masks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import transformers
from parity.architectures.pp_doclayout_v3 import TINY
from parity.detection import objects
from parity.images import images

from auto_core.errors import ConfigError, InputError
from auto_core.models import pp_doclayout_v2, pp_doclayout_v3
from auto_core.models.pp_doclayout_v3 import boxes_around


def made(**options: Any) -> Any:
    config = pp_doclayout_v3.PPDocLayoutV3Config(**(TINY | options))
    return pp_doclayout_v3.PPDocLayoutV3ForObjectDetection.from_config(config)


def test_labels_are_refused() -> None:
    inputs = images(1, 3, 64, 64, labels=objects(3, 2))(np.random.default_rng(0))
    with pytest.raises(InputError, match="no loss"):
        made()(**inputs)


def test_another_backbone_is_refused() -> None:
    inputs = images(1, 3, 64, 64)(np.random.default_rng(0))
    with pytest.raises(ConfigError, match="x4_feat_dim"):
        made(x4_feat_dim=5)(**inputs)


def test_a_config_without_an_order_is_refused() -> None:
    options = {k: v for k, v in TINY.items() if hasattr(transformers.PPDocLayoutV2Config, k)}
    backbone = TINY["backbone_config"] | dict(out_indices=[2, 3, 4])
    order = dict(hidden_size=8, num_attention_heads=2, num_hidden_layers=1, intermediate_size=8)
    config = pp_doclayout_v2.PPDocLayoutV2Config(
        **options | dict(backbone_config=backbone, reading_order_config=order)
    )
    model = pp_doclayout_v2.PPDocLayoutV2ForObjectDetection.from_config(config)
    with pytest.raises(InputError, match="class_thresholds"):
        model(**images(1, 3, 64, 64)(np.random.default_rng(0)))


def test_the_encoder_may_have_run_before() -> None:
    model, inputs = made(), images(1, 3, 64, 64)(np.random.default_rng(0))
    encoder = model.model.encode(inputs["pixel_values"], pp_doclayout_v3.Recorder())
    exact = model(**inputs)
    for given in (encoder, (encoder.last_hidden_state, encoder.mask_feat)):
        found = model(encoder_outputs=given)
        np.testing.assert_allclose(found.out_masks, exact.out_masks)
    with pytest.raises(InputError, match="mask_feat"):
        model(encoder_outputs=exact)


def test_boxes_around_masks() -> None:
    masks = np.full((1, 2, 4, 8), -1.0)
    masks[0, 0, 1:3, 2:7] = 1.0
    found = boxes_around(masks)
    np.testing.assert_allclose(found[0], [[4.5 / 8, 0.5, 5 / 8, 0.5], [0, 0, 0, 0]])


@pytest.mark.parametrize("shape", [(96, 64), (32, 64)])
def test_images_of_another_size_than_the_anchors(shape: tuple[int, int]) -> None:
    model = made(anchor_image_size=[64, 64]).eval()
    assert model(**images(1, 3, 64, 64)(np.random.default_rng(0))).pred_boxes.shape[-1] == 4
    with pytest.raises(InputError, match=r"pixel_values.*anchor_image_size=\[64, 64\]"):
        model(**images(1, 3, *shape)(np.random.default_rng(0)))
