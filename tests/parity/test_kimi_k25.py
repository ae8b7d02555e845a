"""Kimi K2.5 in what its table does not say: the authors' config, and chunks of unequal lengths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity.architectures import kimi_k25

import auto_core
from auto_core.configs.kimi_k25 import Kimi_K25Config, Kimi_K25VisionConfig
from auto_core.errors import ConfigError, InputError

OLD = {
    "model_type": "kimi_k25",
    "media_placeholder_token_id": 60,
    "tie_word_embeddings": False,
    "text_config": kimi_k25.TEXT | {"model_type": "kimi_k2"},
    "vision_config": {
        "init_pos_emb_height": 5,
        "init_pos_emb_width": 5,
        "init_pos_emb_time": 3,
        "merge_kernel_size": [2, 2],
        "merge_type": "sd2_tpool",
        "mm_hidden_size": 16,
        "patch_size": 4,
        "pos_emb_type": "divided_fixed",
        "projector_ln_eps": 1e-3,
        "vt_hidden_size": 16,
        "vt_intermediate_size": 20,
        "vt_num_attention_heads": 2,
        "vt_num_hidden_layers": 2,
    },
}


def test_the_authors_names_of_fields() -> None:
    config = Kimi_K25Config.from_dict(OLD)
    assert config.text_config.model_type == "deepseek_v3"
    assert (config.image_token_id, config.projection_layer_norm_eps) == (60, 1e-3)
    vision = config.vision_config.to_dict()
    expected = Kimi_K25VisionConfig(**kimi_k25.VISION).to_dict()
    assert {name: vision[name] for name in kimi_k25.VISION} == {
        name: expected[name] for name in kimi_k25.VISION
    }
    assert not [name for name in vision if name.startswith(("vt_", "init_pos"))]
    other = OLD | {"vision_config": OLD["vision_config"] | {"video_attn_type": "spatial"}}  # type: ignore[operator]
    with pytest.raises(ConfigError, match="video_attn_type"):
        Kimi_K25Config.from_dict(other)


def test_chunks_of_unequal_lengths() -> None:
    """Chunks in one call are what they are alone, which transformers computes for equal ones."""
    model = auto_core.NumpyAutoModel.from_config(Kimi_K25VisionConfig(**kimi_k25.VISION))
    grids = [(3, 2, 4), (1, 4, 2), (2, 2, 2), (3, 2, 2)]
    made = kimi_k25.alone(*grids, patch=4)(np.random.default_rng(0))
    together = model(**made).pooler_output
    ends = np.cumsum([0, *(int(np.prod(grid)) for grid in grids)])
    apart = []
    for index, grid in enumerate(grids):
        pixels: Any = made["pixel_values"][ends[index] : ends[index + 1]]
        apart.append(model(pixel_values=pixels, grid_thw=np.array([grid])).pooler_output)
    np.testing.assert_allclose(together, np.concatenate(apart), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("grid", "message"),
    [((4, 2, 2), "pos_emb_time"), ((1, 3, 4), "multiple of 2"), ((1, 2, 2), "shape")],
)
def test_grids_are_checked(grid: tuple[int, int, int], message: str) -> None:
    model = auto_core.NumpyAutoModel.from_config(Kimi_K25VisionConfig(**kimi_k25.VISION))
    pixels = np.zeros((16, 3, 4, 4), np.float32)
    with pytest.raises(InputError, match=message):
        model(pixel_values=pixels, grid_thw=np.array([grid]))
    with pytest.raises(InputError, match="grids"):
        model(pixel_values=pixels)
