"""Files that name networks of timm: their tensors under timm's names, against transformers' own
networks of the same architecture (timm itself is not needed)."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, FLOAT64_TOLERANCE, difference
from PIL import Image
from safetensors.torch import load_file, save_file

from auto_core import AutoConfig, AutoImageProcessor
from auto_core.configs.detr import DetrConfig
from auto_core.errors import ConfigError

Renaming = Callable[[Mapping[str, torch.Tensor]], dict[str, torch.Tensor]]

BLOCKS = {"resnet18": ("basic", (2, 2, 2, 2)), "resnet50": ("bottleneck", (3, 4, 6, 3))}
TINY = dict(
    num_queries=5,
    encoder_layers=1,
    decoder_layers=1,
    encoder_ffn_dim=20,
    decoder_ffn_dim=24,
    encoder_attention_heads=4,
    decoder_attention_heads=2,
    d_model=16,
    num_labels=3,
)


def resnet(name: str, **more: Any) -> dict[str, Any]:
    """The config of transformers' ResNet of the same sizes."""
    kind, depths = BLOCKS[name]
    sizes = [64, 128, 256, 512] if kind == "basic" else [256, 512, 1024, 2048]
    return dict(model_type="resnet", layer_type=kind, depths=depths, hidden_sizes=sizes) | more


def timm_names(name: str) -> str:
    """timm's name of a tensor of transformers' ResNet; `last`: the last convolution of a block."""
    name = re.sub(r"embedder\.embedder\.convolution", "conv1", name)
    name = re.sub(r"embedder\.embedder\.normalization", "bn1", name)

    def block(found: re.Match[str]) -> str:
        return f"layer{int(found[1]) + 1}.{found[2]}."

    name = re.sub(r"encoder\.stages\.(\d)\.layers\.(\d+)\.", block, name)
    name = re.sub(r"shortcut\.convolution", "downsample.0", name)
    name = re.sub(r"shortcut\.normalization", "downsample.1", name)
    name = re.sub(r"layer\.(\d)\.convolution", lambda m: f"conv{int(m[1]) + 1}", name)
    return re.sub(r"layer\.(\d)\.normalization", lambda m: f"bn{int(m[1]) + 1}", name)


def dilate(model: torch.nn.Module) -> None:
    """A last stage that does not shrink, and whose later blocks look twice as far (DC5)."""
    resnets = [m for m in model.modules() if type(m).__name__ == "ResNetEncoder"]
    for i, block in enumerate(resnets[0].stages[3].layers):
        for convolution in block.modules():
            if isinstance(convolution, torch.nn.Conv2d):
                convolution.stride = (1, 1)
                if convolution.kernel_size == (3, 3) and i:
                    convolution.dilation = convolution.padding = (2, 2)


def write(folder: Path, config: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> None:
    (folder / "config.json").write_text(json.dumps(config))
    copies = {name: tensor.contiguous().clone() for name, tensor in tensors.items()}
    save_file(copies, folder / "model.safetensors")


NAMED = dict(model_type="timm_backbone", backbone="resnet18", out_indices=[1, 2, 3, 4])
DETECTORS: dict[str, tuple[str, dict[str, Any]]] = {
    "detr": ("resnet50", {"use_timm_backbone": True, "backbone": "resnet50"}),
    "no-name": ("resnet50", {}),
    "tagged": ("resnet18", {"backbone": "resnet18.a1_in1k", "use_timm_backbone": True}),
    "hub": ("resnet18", {"backbone": "hf-hub:timm/resnet18.tv_in1k", "use_timm_backbone": True}),
    "dc5": ("resnet50", {"use_timm_backbone": True, "dilation": True}),
    "kwargs": (
        "resnet18",
        {"backbone": "resnet18", "backbone_kwargs": {"in_chans": 3, "out_indices": [1, 2, 3, 4]}},
    ),
    "new": ("resnet18", {"backbone_config": NAMED | {"use_pretrained_backbone": False}}),
}
STAGES = ["stage1", "stage2", "stage3", "stage4"]


def compare(backend: str, found: Any, exact: Any, *names: str) -> None:
    for name in names:
        allowed = FLOAT64_TOLERANCE if backend == "numpy" else 10 * FLOAT32_TOLERANCE
        assert difference(found[name], exact[name]) <= allowed, name


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", DETECTORS)
def test_detr_with_a_backbone_of_timm(name: str, backend: str, tmp_path: Path) -> None:
    network, fields = DETECTORS[name]
    backbone = resnet(network, out_features=STAGES)
    options = TINY | dict(use_timm_backbone=False, backbone_config=backbone)
    reference = oracle.reference("DetrForObjectDetection", "DetrConfig", options)
    if "dilation" in fields:
        dilate(reference)
    oracle.save(reference, tmp_path)
    stored = {timm_names(key): t for key, t in load_file(tmp_path / "model.safetensors").items()}
    assert "model.backbone.conv_encoder.model.layer4.0.downsample.0.weight" in stored
    labels = {"id2label": {0: "a", 1: "b", 2: "c"}, "label2id": {"a": 0, "b": 1, "c": 2}}
    config = {k: v for k, v in TINY.items() if k != "num_labels"} | labels
    write(tmp_path, config | {"model_type": "detr"} | fields, stored)
    mask = np.ones((2, 70, 90), np.int64)
    mask[1, :, 50:] = 0
    inputs = {"pixel_values": pixels(2, 3, 70, 90), "pixel_mask": mask}
    exact = oracle.outputs(reference, inputs, double=True)
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    model = backends.load(backend, "DetrForObjectDetection", tmp_path, **dtype)
    model.save_pretrained(tmp_path / "again")
    again = backends.load(backend, "DetrForObjectDetection", tmp_path / "again", **dtype)
    for each in (model, again):
        compare(backend, backends.run(backend, each, inputs), exact, "logits", "pred_boxes")


OTHERS = {
    "table-transformer": ("TableTransformer", STAGES, {}),
    "conditional_detr": ("ConditionalDetr", STAGES, {}),
    "deformable_detr": ("DeformableDetr", STAGES[1:], {"d_model": 32, "decoder_layers": 2}),
}


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b in ("numpy", "torch")])
@pytest.mark.parametrize("kind", OTHERS)
def test_other_detectors_with_a_backbone_of_timm(kind: str, backend: str, tmp_path: Path) -> None:
    prefix, stages, more = OTHERS[kind]
    sizes = TINY | more
    options = sizes | dict(
        use_timm_backbone=False, backbone_config=resnet("resnet18", out_features=stages)
    )
    reference = oracle.reference(f"{prefix}ForObjectDetection", f"{prefix}Config", options)
    oracle.save(reference, tmp_path)
    stored = {timm_names(key): t for key, t in load_file(tmp_path / "model.safetensors").items()}
    labels = {"id2label": {0: "a", 1: "b", 2: "c"}, "label2id": {"a": 0, "b": 1, "c": 2}}
    config = {k: v for k, v in sizes.items() if k != "num_labels"} | labels
    write(tmp_path, config | {"model_type": kind, "backbone": "resnet18"}, stored)
    inputs = {"pixel_values": pixels(1, 3, 128, 160)}
    exact = oracle.outputs(reference, inputs, double=True)
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    model = backends.load(backend, f"{prefix}ForObjectDetection", tmp_path, **dtype)
    compare(backend, backends.run(backend, model, inputs), exact, "logits", "pred_boxes")


def pixels(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_what_upstream_trains_of_timms_backbone(tmp_path: Path) -> None:
    config = DetrConfig(**TINY | dict(backbone="resnet18", use_timm_backbone=True))
    model = backends.model_class("torch", "DetrForObjectDetection")(config)
    model(pixel_values=torch.from_numpy(pixels(1, 3, 64, 64))).logits.sum().backward()
    trained = [name for name, p in model.named_parameters() if p.grad is not None]
    convolutions = {name for name in trained if ".conv_encoder." in name}
    stages = {re.search(r"layer\d|conv1|bn1", name)[0] for name in convolutions}  # type: ignore[index]
    assert stages == {"layer2", "layer3", "layer4"}


# --- repositories of timm -----------------------------------------------------------------------


def vit_names(stored: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """timm's names, with one tensor for queries, keys and values."""
    rules = (
        ("vit.embeddings.patch_embeddings.projection", "patch_embed.proj"),
        ("vit.embeddings.position_embeddings", "pos_embed"),
        ("vit.embeddings.cls_token", "cls_token"),
        ("vit.encoder.layer.", "blocks."),
        ("attention.output.dense", "attn.proj"),
        ("intermediate.dense", "mlp.fc1"),
        ("output.dense", "mlp.fc2"),
        ("layernorm_before", "norm1"),
        ("layernorm_after", "norm2"),
        ("vit.layernorm", "norm"),
        ("classifier", "head"),
    )
    found: dict[str, torch.Tensor] = {}
    for name, tensor in stored.items():
        for old, new in rules:
            name = name.replace(old, new)
        if "attention.attention.query" in name:
            others = (
                stored[other]
                for part in ("query", "key", "value")
                for other in stored
                if f".{part}." in other and timm_query(other, part) == name
            )
            found[name.replace("attention.attention.query", "attn.qkv")] = torch.cat(list(others))
        elif "attention.attention" not in name:
            found[name] = tensor
    return found


def timm_query(name: str, part: str) -> str:
    """A stored name of a projection as that of the query of the same layer, half renamed."""
    name = name.replace("vit.encoder.layer.", "blocks.")
    return name.replace(f"attention.attention.{part}", "attention.attention.query")


def convnext_names(name: str) -> str:
    for old, new in (
        ("convnext.embeddings.patch_embeddings", "stem.0"),
        ("convnext.embeddings.layernorm", "stem.1"),
        ("convnext.encoder.", ""),
        ("convnext.layernorm", "head.norm"),
        ("downsampling_layer", "downsample"),
        (".layers.", ".blocks."),
        ("dwconv", "conv_dw"),
        (".layernorm", ".norm"),
        ("pwconv", "mlp.fc"),
        ("layer_scale_parameter", "gamma"),
        ("classifier", "head.fc"),
    ):
        name = name.replace(old, new)
    return name


def resnet_names(name: str) -> str:
    return timm_names(name.removeprefix("resnet.")).replace("classifier.1", "fc")


def renamed(by: Callable[[str], str]) -> Renaming:
    return lambda stored: {by(name): tensor for name, tensor in stored.items()}


VIT = dict(hidden_size=192, num_attention_heads=3, intermediate_size=768, layer_norm_eps=1e-6)
SMALL = dict(depths=[2, 2, 6, 2], hidden_sizes=[40, 80, 160, 320], layer_norm_eps=1e-6)
REPOSITORIES: dict[str, tuple[str, str, dict[str, Any], Renaming, int]] = {
    "resnet18.a1_in1k": ("ResNet", "", resnet("resnet18"), renamed(resnet_names), 70),
    "vit_tiny_patch16_224": ("ViT", "", VIT, vit_names, 224),
    "convnext_atto": ("ConvNext", "conv", SMALL, renamed(convnext_names), 70),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_repository_of_timm(name: str, backend: str, tmp_path: Path) -> None:
    prefix, kind, options, rename, side = REPOSITORIES[name]
    options = {k: v for k, v in options.items() if k != "model_type"} | {"num_labels": 5}
    theirs = f"{prefix}ForImageClassification"
    reference = oracle.reference(theirs, f"{prefix}Config", options)
    oracle.save(reference, tmp_path)
    stored = rename(load_file(tmp_path / "model.safetensors"))
    if kind == "conv":  # feed-forward parts of 1x1 convolutions
        stored = {
            key: tensor[..., None, None] if re.search(r"mlp.fc\d.weight", key) else tensor
            for key, tensor in stored.items()
        }
    config = {"architecture": name, "num_classes": 5, "num_features": 8}
    write(tmp_path, config | {"pretrained_cfg": {"input_size": [3, side, side]}}, stored)
    inputs = {"pixel_values": pixels(2, 3, side, side), "labels": np.array([4, 1])}
    exact = oracle.outputs(reference, inputs, double=True, output_hidden_states=True)
    dtype = {"dtype": "float64"} if backend == "numpy" else {}
    package, prefix = backends.PACKAGES[backend]
    auto = getattr(importlib.import_module(package), f"{prefix}AutoModelForImageClassification")
    model = auto.from_pretrained(tmp_path, **dtype)
    found = backends.run(backend, model, inputs, output_hidden_states=True)
    compare(backend, found, exact, "logits", "loss")
    base = getattr(importlib.import_module(package), f"{prefix}AutoModel")
    base = base.from_pretrained(tmp_path, **dtype)
    found = backends.run(backend, base, {"pixel_values": inputs["pixel_values"]})
    if name.startswith("resnet"):
        compare(backend, {"hidden_states.4": found["last_hidden_state"]}, exact, "hidden_states.4")
    model.save_pretrained(tmp_path / "again")
    again = backends.run(backend, auto.from_pretrained(tmp_path / "again", **dtype), inputs)
    compare(backend, again, exact, "logits")


@pytest.mark.parametrize("name", ["regnety_032", "vit_tiny_patch8_224"])
def test_networks_of_timm_that_are_not_here(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"architecture": name, "pretrained_cfg": {}}, {})
    with pytest.raises(ConfigError, match=r"timm\.create_model"):
        AutoConfig.from_pretrained(tmp_path)
    with pytest.raises(ConfigError, match="timm"):
        DetrConfig(backbone=name, use_timm_backbone=True)


def test_the_transforms_of_a_repository(tmp_path: Path) -> None:
    given = dict(input_size=[3, 64, 64], crop_pct=0.9, interpolation="bicubic", mean=[0.5] * 3)
    write(tmp_path, {"architecture": "resnet18", "pretrained_cfg": given}, {})
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 140, 3), np.uint8))
    resized = np.array(image.resize((int(71 * 140 / 90), 71), Image.Resampling.BICUBIC))
    top, left = round((71 - 64) / 2), round((110 - 64) / 2)
    cut = resized[top : top + 64, left : left + 64].astype(np.float32) / 255
    expected = (cut - 0.5) / np.array([0.229, 0.224, 0.225], np.float32)
    processor = AutoImageProcessor.from_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    for each in (processor, AutoImageProcessor.from_pretrained(tmp_path)):
        (found,) = each(image)["pixel_values"]
        np.testing.assert_allclose(found, np.moveaxis(expected, -1, 0), atol=1e-6)
