"""Florence-2: features of images, and files of its authors' own code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from parity import backends
from parity.architectures.florence2 import ARCH, VISION
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from parity.towers import check_method
from safetensors.numpy import load_file, save_file

from auto_core.auto.configuration import AutoConfig

CASE = ARCH.by_id()["ForConditionalGeneration-default"]
# From names of transformers to those of its authors' own code.
AUTHORS = (
    (r"^lm_head\.", "language_model.lm_head."),
    (r"^model\.language_model\.", "language_model.model."),
    (r"^model\.multi_modal_projector\.image_projection\.weight$", "image_projection"),
    (r"^model\.multi_modal_projector\.image_position_embed\.", "image_pos_embed."),
    (r"^model\.multi_modal_projector\.", ""),
    (r"^model\.", ""),
    (r"(\.convs\.\d+)\.conv\.", r"\1.proj."),
    (r"(_block\.conv[12])\.", r"\1.fn.dw."),
    (r"\.(window|channel)_attn\.", r".\1_attn.fn."),
    (r"(spatial)_block\.norm1\.", r"\1_block.window_attn.norm."),
    (r"(channel)_block\.norm1\.", r"\1_block.channel_attn.norm."),
    (r"\.norm2\.", ".ffn.norm."),
    (r"\.ffn\.(fc[12])\.", r".ffn.fn.net.\1."),
)


@pytest.mark.parametrize("backend", BACKENDS)
def test_features_of_images(backend: str) -> None:
    requests = dict(output_hidden_states=True)
    check_method(CASE, backend, "get_image_features", ["pixel_values"], **requests)


def test_weights_of_windows_and_channels() -> None:
    """transformers 5.23 returns what its attention layers return in their place."""
    reference = expected(CASE)
    model = backends.load("numpy", CASE.head, reference.directory)
    pixels = reference.inputs["pixel_values"]
    weights = model.get_image_features(pixels, output_attentions=True).attentions
    shapes = [(8, 2, 9, 9), (2, 2, 4, 4)] + 2 * [(2, 3, 9, 9), (2, 4, 3, 3)]
    assert [x.shape for x in weights] == shapes
    assert all(abs(x.sum(-1) - 1).max() < 1e-5 for x in weights)


def test_files_of_its_authors(tmp_path: Path) -> None:
    reference = expected(CASE)
    stored = load_file(reference.directory / "model.safetensors")
    renamed = {}
    for name, tensor in stored.items():
        for pattern, new in AUTHORS:
            name = re.sub(pattern, new, name)
        renamed[name] = tensor
    save_file(renamed, tmp_path / "model.safetensors", {"format": "pt"})
    config = json.loads((reference.directory / "config.json").read_text())
    vision = {k: v for k, v in VISION.items() if k not in ("embed_dim",)}
    config["vision_config"] = vision | {
        "model_type": "davit",
        "dim_embed": VISION["embed_dim"],
        "image_feature_source": ["spatial_avg_pool", "temporal_avg_pool"],
        "visual_temporal_embedding": {"type": "COSINE", "max_temporal_embeddings": 4},
        "image_pos_embed": {"type": "learned_abs_2d", "max_pos_embeddings": 5},
    }
    config["vision_config"].pop("max_temporal_embeddings")
    config["vision_config"].pop("max_position_embeddings")
    config["text_config"]["model_type"] = "florence2_language"
    config |= {"projection_dim": 24, "vocab_size": 67, "ignore_index": -100, "pad_token_id": 1}
    (tmp_path / "config.json").write_text(json.dumps(config))
    read = AutoConfig.from_pretrained(tmp_path)
    assert read.vision_config.max_position_embeddings == 5
    assert read.vision_config.max_temporal_embeddings == 4
    model = backends.load("numpy", CASE.head, tmp_path)
    found = model(**reference.inputs).logits
    assert difference(found, reference.exact["logits"]) <= FLOAT32_TOLERANCE
