"""Image processors give transformers' pixels, bit for bit."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from PIL import Image

import auto_core.processors as ours
from auto_core.errors import InputError, MissingDependencyError, UnknownArgumentError
from auto_core.processors.files import say_once

# Processors that take single images and no second input.
PLAIN = [
    "Bit",
    "Blip",
    "BridgeTower",
    "CLIP",
    "Chameleon",
    "ChineseCLIP",
    "ConvNext",
    "DeiT",
    "Donut",
    "EfficientNet",
    "GLPN",
    "Levit",
    "Llava",
    "MobileNetV1",
    "OwlViT",
    "Owlv2",
    "Perceiver",
    "PoolFormer",
    "Pvt",
    "Siglip",
    "Siglip2",
    "SuperPoint",
    "Swin2SR",
    "TextNet",
    "ViT",
    "Vilt",
]
ALL = [
    *PLAIN,
    "Beit",
    "Segformer",
    "MobileNetV2",
    "MobileViT",
    "DPT",
    "Detr",
    "Yolos",
    "DeformableDetr",
    "RTDetr",
    "MaskFormer",
    "Sam",
]


def pair(name: str, **options: Any) -> tuple[Any, Any]:
    """Our processor and transformers', of the same options."""
    mine = getattr(ours, f"{name}ImageProcessor")(**options)
    return mine, getattr(transformers, f"{name}ImageProcessorPil")(**options)


def small(name: str) -> dict[str, Any]:
    """Options that keep a test fast where the defaults make large images."""
    if name in ("Detr", "Yolos", "DeformableDetr", "MaskFormer"):
        return {"size": {"shortest_edge": 64, "longest_edge": 100}}
    if name == "Sam":
        return {"size": {"longest_edge": 96}, "pad_size": {"height": 96, "width": 96}}
    if name in ("Owlv2", "OwlViT", "Donut", "RTDetr"):
        return {"size": {"height": 80, "width": 70}}
    return {}


@pytest.mark.parametrize("name", ALL)
def test_defaults(name: str) -> None:
    mine, theirs = pair(name, **(small(name) if name == "Donut" else {}))
    image = IMAGES["tall"]()
    assert_same(mine(image, return_tensors="np"), theirs(image, return_tensors="np"))


@pytest.mark.parametrize("kind", IMAGES)
@pytest.mark.parametrize("name", ["ViT", "CLIP", "ConvNext", "Vilt", "DPT", "Detr", "GLPN", "Sam"])
def test_inputs(name: str, kind: str) -> None:
    mine, theirs = pair(name, do_convert_rgb=True, **small(name))
    images = IMAGES[kind]()
    assert_same(mine(images, return_tensors="np"), theirs(images, return_tensors="np"))


@pytest.mark.parametrize("kind", ["tall", "grey", "floats", "channels_first"])
@pytest.mark.parametrize("name", ["SuperPoint", "Swin2SR", "MobileViT", "Beit", "Owlv2"])
def test_inputs_as_they_are(name: str, kind: str) -> None:
    options = {"do_normalize": False} if name in ("Beit", "Owlv2") else {}
    mine, theirs = pair(name, do_convert_rgb=False, **small(name), **options)
    images = IMAGES[kind]()
    assert_same(mine(images, return_tensors="np"), theirs(images, return_tensors="np"))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("ViT", {"size": 33}),
        ("ViT", {"size": (20, 30)}),
        ("ViT", {"size": 33, "default_to_square": None}),
        ("ViT", {"do_normalize": None}),
        ("ViT", {"size": {"shortest_edge": 40}}),
        ("ViT", {"size": {"shortest_edge": 40, "longest_edge": 50}}),
        ("ViT", {"size": {"max_height": 90, "max_width": 50}}),
        ("ViT", {"resample": Image.Resampling.NEAREST}),
        ("ViT", {"resample": 1}),
        ("ViT", {"do_resize": False, "do_center_crop": True, "crop_size": 100}),
        ("ViT", {"do_rescale": False}),
        ("ViT", {"do_normalize": False, "rescale_factor": 1 / 127.5}),
        ("ViT", {"image_mean": [0.1, 0.2, 0.3], "image_std": 0.5}),
        ("ViT", {"do_pad": True, "pad_size": {"height": 300, "width": 240}}),
        ("CLIP", {"size": 50, "crop_size": {"height": 71, "width": 33}}),
        ("CLIP", {"use_square_size": True}),
        ("ConvNext", {"size": {"shortest_edge": 96}, "crop_pct": 0.9}),
        ("ConvNext", {"size": {"shortest_edge": 384}, "crop_pct": None}),
        ("EfficientNet", {"rescale_offset": True, "rescale_factor": 1 / 127.5}),
        ("EfficientNet", {"include_top": False, "do_center_crop": True, "crop_size": 90}),
        ("EfficientNet", {"do_normalize": False}),
        ("Levit", {"size": {"height": 90, "width": 70}}),
        ("PoolFormer", {"size": 90, "crop_pct": None}),
        ("PoolFormer", {"size": {"height": 90, "width": 90}}),
        ("PoolFormer", {"size": {"height": 90, "width": 70}, "crop_pct": 0.8}),
        ("TextNet", {"size": {"shortest_edge": 70}, "size_divisor": 20}),
        ("DPT", {"size": 90, "keep_aspect_ratio": True, "ensure_multiple_of": 14}),
        ("DPT", {"do_pad": True, "size_divisor": 100}),
        ("GLPN", {"size_divisor": 25}),
        ("Swin2SR", {"size_divisor": 16}),
        ("Swin2SR", {"pad_size": 4}),
        ("SuperPoint", {"do_grayscale": True}),
        ("MobileViT", {"do_flip_channel_order": False}),
        ("Vilt", {"size": {"shortest_edge": 70}, "size_divisor": 16}),
        ("BridgeTower", {"size": {"shortest_edge": 70}, "size_divisor": 16}),
        ("BridgeTower", {"crop_size": {"shortest_edge": 40}, "do_pad": False}),
        ("BridgeTower", {"do_center_crop": False}),
        ("Perceiver", {"size": {"height": 60, "width": 90}, "crop_size": (70, 50)}),
        ("Perceiver", {"do_resize": False}),
        ("Perceiver", {"do_center_crop": False}),
        ("Vilt", {"do_pad": False}),
        ("Llava", {"do_pad": True}),
        ("OwlViT", {"rescale": False}),
        ("Donut", {"size": [90, 70], "do_align_long_axis": True}),
        ("Donut", {"size": [50, 31], "do_resize": False, "resample": 0}),
        ("LayoutLMv2", {"apply_ocr": False, "size": 50}),
        ("Owlv2", {"resample": 0, "size": 50}),
        ("Owlv2", {"do_rescale": False, "size": 50}),
        ("Detr", {"size": 90, "max_size": 120}),
        ("Detr", {"pad_and_return_pixel_mask": False}),
        ("Yolos", {"size": {"height": 50, "width": 61}}),
        ("Siglip2", {"patch_size": 14, "max_num_patches": 40}),
        ("Siglip2", {"patch_size": 100, "max_num_patches": 1}),
        ("Siglip2", {"max_num_patches": 2, "do_normalize": False, "resample": 3}),
        ("Sam", {"size": {"longest_edge": 100}, "pad_size": {"height": 120, "width": 110}}),
    ],
)
def test_options(name: str, options: dict[str, Any]) -> None:
    mine, theirs = pair(name, **options)
    image = IMAGES["tall"]()
    assert_same(mine(image), theirs(image))


@pytest.mark.parametrize("shape", [(40, 160), (161, 45), (50, 50), (97, 52)])
@pytest.mark.parametrize("name", ["Vilt", "Detr", "Yolos", "MaskFormer", "Sam", "CLIP", "DPT"])
def test_shapes(name: str, shape: tuple[int, int]) -> None:
    """Every convention of sizes, where a bound is met and where it is not."""
    options = {"Vilt": {"size": {"shortest_edge": 96}}, "DPT": {"keep_aspect_ratio": True}}
    mine, theirs = pair(name, **options.get(name, small(name)))
    image = Image.fromarray(noise(*shape))
    assert_same(mine(image), theirs(image))


@pytest.mark.parametrize(
    ("name", "overrides"),
    [
        ("ViT", {"size": {"height": 31, "width": 41}, "do_normalize": False}),
        ("CLIP", {"do_center_crop": False, "resample": 2}),
        ("ConvNext", {"crop_pct": 0.8, "size": {"shortest_edge": 100}}),
        ("DPT", {"ensure_multiple_of": 32, "keep_aspect_ratio": True}),
        ("Vilt", {"size_divisor": 8, "do_rescale": False}),
        ("Beit", {"do_center_crop": True, "crop_size": {"height": 99, "width": 99}}),
    ],
)
def test_overrides_of_one_call(name: str, overrides: dict[str, Any]) -> None:
    mine, theirs = pair(name)
    image = IMAGES["tall"]()
    assert_same(mine(image, **overrides), theirs(image, **overrides))
    assert_same(mine(image), theirs(image))  # nothing of the call stays


def test_input_data_format_decides_an_ambiguous_shape() -> None:
    mine, theirs = pair("ViT", do_convert_rgb=False)
    array = noise(3, 50)  # 3 rows or 3 channels
    assert_same(
        mine(array, input_data_format="channels_last"),
        theirs(array, input_data_format="channels_last"),
    )


def test_tensors_and_formats(image: Image.Image) -> None:
    mine, _ = pair("ViT")
    channels_first = torch.from_numpy(np.moveaxis(np.asarray(image), -1, 0).copy())
    expected = mine(image, return_tensors="np")["pixel_values"]
    result = mine(channels_first, return_tensors="pt")["pixel_values"]
    assert isinstance(result, torch.Tensor)
    np.testing.assert_array_equal(result.numpy(), expected)
    last = mine(image, return_tensors="np", data_format="channels_last")["pixel_values"]
    np.testing.assert_array_equal(np.moveaxis(last, -1, 1), expected)


def test_paths_are_opened(image: Image.Image, tmp_path: Any) -> None:
    path = tmp_path / "image.png"
    image.save(path)
    mine, _ = pair("ViT")
    expected = mine(image)["pixel_values"][0]
    for source in (path, str(path), [str(path)]):
        np.testing.assert_array_equal(mine(source)["pixel_values"][0], expected)


@pytest.mark.parametrize(
    ("name", "reference"),
    [("VideoMAE", "VideoMAEImageProcessorPil"), ("Vivit", "VivitImageProcessor")],
)
@pytest.mark.parametrize("batched", [False, True])
def test_videos(name: str, reference: str, batched: bool) -> None:
    mine = getattr(ours, f"{name}ImageProcessor")()
    theirs = getattr(transformers, reference)()
    video = [Image.fromarray(noise(40, 60, seed=frame)) for frame in range(3)]
    videos = [video, video[::-1]] if batched else video
    assert_same(mine(videos, return_tensors="np"), theirs(videos, return_tensors="np"))


def test_vivit_without_offset() -> None:
    mine, theirs = (
        ours.VivitImageProcessor(offset=False),
        transformers.VivitImageProcessor(offset=False),
    )
    video = [IMAGES["tall"]()]
    assert_same(mine(video, return_tensors="np"), theirs(video, return_tensors="np"))
    with pytest.raises(InputError, match="do_rescale=True"):
        mine(video, do_rescale=False, offset=True)


# --- what is refused -------------------------------------------------------------------------


def test_an_unknown_keyword_names_the_nearest(image: Image.Image) -> None:
    mine, _ = pair("ViT")
    with pytest.raises(UnknownArgumentError, match="do_normalize"):
        mine(image, do_normalise=True)
    with pytest.raises(UnknownArgumentError, match="image_mean"):
        ours.ViTImageProcessor(image_means=(0.5,))


@pytest.mark.parametrize(
    ("name", "overrides", "message"),
    [
        ("ViT", {"size": {"length": 3}}, "size is"),
        ("ViT", {"size": None}, "size is None"),
        ("ViT", {"do_center_crop": True}, "crop_size is None"),
        ("ViT", {"image_mean": [0.5]}, "image_mean has 1 values"),
        ("ViT", {"resample": 9}, "resample is 9"),
        ("ViT", {"do_resize": "yes"}, "do_resize is 'yes'"),
        ("ViT", {"data_format": "upside_down"}, "upside_down"),
        ("ViT", {"device": "cuda"}, "CPU"),
        ("MobileViT", {"do_normalize": True}, "no step for do_normalize"),
        ("ConvNext", {"crop_pct": 1e-3, "size": {"shortest_edge": 96}}, "crop_pct"),
        ("PoolFormer", {"crop_pct": 1e-3}, "crop_pct"),
        ("PoolFormer", {"crop_pct": 0.0}, "crop_pct"),
        ("Swin2SR", {"do_resize": True}, "no step for do_resize"),
        ("ConvNext", {"size": {"height": 3, "width": 3}}, "shortest_edge"),
        ("Sam", {"size": {"height": 3, "width": 3}}, "longest_edge"),
        ("Vilt", {"size": {"height": 3, "width": 3}}, "shortest_edge"),
    ],
)
def test_options_that_cannot_be(
    image: Image.Image, name: str, overrides: dict[str, Any], message: str
) -> None:
    mine, _ = pair(name)
    with pytest.raises(InputError, match=message):
        mine(image, **overrides)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (3, "An image is a int"),
        ("no such file.png", "No image can be read"),
        (np.zeros((5, 6, 7), np.uint8), "cannot be told"),
        (np.zeros((1, 1, 5, 6, 7), np.uint8), "has shape"),
        (np.full((3, 8, 8), 300.0), "can be resized"),
        (np.full((3, 8, 8), -0.5), "can be resized"),
    ],
)
def test_images_that_cannot_be_read(value: Any, message: str) -> None:
    mine, _ = pair("ViT")
    with pytest.raises(InputError, match=message):
        mine(value)


@pytest.mark.parametrize(
    "name",
    ["Detr", "OneFormer", "Vilt", "ViT", "Pixtral", "LlavaNext", "Qwen2VL", "Glm4v", "Gemma4"],
)
def test_no_images(name: str) -> None:
    with pytest.raises(InputError, match="There are no images"):
        getattr(ours, f"{name}ImageProcessor")()([])


# --- frameworks and libraries ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["tf", "jax"])
def test_tensors_of_other_frameworks(kind: str, image: Image.Image) -> None:
    mine, _ = pair("ViT")
    expected = mine(image, return_tensors="np")["pixel_values"]
    result = mine(image, return_tensors=kind)["pixel_values"]
    assert type(result).__module__.startswith(("tensorflow", "jax"))
    np.testing.assert_array_equal(np.asarray(result), expected)
    channels_first = mine(result[0], do_resize=False, do_rescale=False, do_normalize=False)
    np.testing.assert_array_equal(channels_first["pixel_values"][0], expected[0])


@pytest.mark.parametrize(
    ("module", "name", "extra"), [("PIL.Image", "ViT", "vision"), ("scipy", "Owlv2", "losses")]
)
def test_libraries_are_named_where_they_are_missing(
    module: str, name: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingDependencyError, match=rf"auto-core\[{extra}\]"):
        getattr(ours, f"{name}ImageProcessor")()(noise(30, 40))


def test_no_framework_is_imported() -> None:
    program = """
import sys
import numpy as np
import auto_core.processors as p
p.DetrImageProcessor()(np.zeros((30, 40, 3), np.uint8), return_tensors="np")
p.WhisperFeatureExtractor()(np.zeros(400, np.float32), sampling_rate=16000)
outputs = {"logits": np.zeros((1, 2, 3)), "pred_boxes": np.zeros((1, 2, 4))}
p.DetrImageProcessor().post_process_object_detection(outputs)
from auto_core.auto.processing import AutoProcessor
found = {"torch", "tensorflow", "jax", "keras", "flax", "transformers", "scipy"} & set(sys.modules)
assert not found, found
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


@pytest.mark.parametrize(
    ("scale", "options", "warned"),
    [
        (1 / 255, {}, True),
        (1 / 255, {"do_rescale": False}, False),
        (1.0, {}, False),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["ViTImageProcessor", "SamImageProcessor"])
def test_an_image_rescaled_twice_is_said(
    name: str,
    scale: float,
    options: dict[str, Any],
    warned: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    say_once.cache_clear()
    pixels = np.arange(3 * 8 * 8, dtype=np.float32).reshape(3, 8, 8)
    getattr(ours, name)()(pixels * scale, **options)
    assert ("do_rescale=False" in caplog.text) == warned


@pytest.mark.parametrize("options", [{}, {"size_divisor": 16, "do_normalize": False}])
def test_trimaps_are_the_last_channel(options: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (40, 61, 3), np.uint8)
    trimap = rng.choice([0, 128, 255], (40, 61)).astype(np.uint8)
    mine, theirs = pair("VitMatte", **options)
    expected = theirs(image, trimap, return_tensors="np")["pixel_values"]
    found = mine(image, trimap, return_tensors="np")["pixel_values"]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
    with pytest.raises(InputError, match="trimap"):
        mine(image)


@pytest.mark.parametrize(
    "options", [{}, {"do_color_quantize": False}, {"size": {"height": 7, "width": 5}}]
)
def test_clusters_of_colours(options: dict[str, Any]) -> None:
    clusters = np.random.default_rng(0).uniform(-1, 1, (20, 3)).tolist()
    mine, theirs = pair("ImageGPT", clusters=clusters, **{"size": (20, 30), **options})
    images = [IMAGES["tall"](), IMAGES["wide"]()]
    assert_same(mine(images, return_tensors="np"), theirs(images, return_tensors="np"))
    assert_same(mine(images), theirs(images))
    again = type(mine)(**{k: v for k, v in mine.to_dict().items() if not k.endswith("_type")})
    assert_same(again(images), theirs(images))
    with pytest.raises(InputError, match="no clusters"):
        mine(images, clusters=None, do_color_quantize=True)


def test_a_share_of_the_image_has_bounds() -> None:
    processor, _ = pair("Perceiver")
    for size, crop_size in ((16000, 1), (1, 16000)):
        with pytest.raises(InputError, match="crop_size"):
            processor(IMAGES["tall"](), size=size, crop_size=crop_size)
