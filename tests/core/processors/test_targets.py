"""Label maps, COCO annotations, masks with classes, and SAM's prompts: what training needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same, noise
from PIL import Image

import auto_core.processors as ours
from auto_core.errors import InputError, MissingDependencyError

SMALL = {"size": {"shortest_edge": 64, "longest_edge": 100}}


def images() -> list[Image.Image]:
    return [Image.fromarray(noise(61, 47)), Image.fromarray(noise(40, 70, seed=1))]


def maps() -> list[np.ndarray]:
    return [noise(61, 47, 1)[..., 0] % 5, noise(40, 70, 1, seed=1)[..., 0] % 5]


def pair(name: str, **options: Any) -> tuple[Any, Any]:
    mine = getattr(ours, f"{name}ImageProcessor")(**options)
    return mine, getattr(transformers, f"{name}ImageProcessorPil")(**options)


# --- maps of class ids -----------------------------------------------------------------------


@pytest.mark.parametrize("reduce", [False, True])
@pytest.mark.parametrize("name", ["Beit", "Segformer", "MobileNetV2", "MobileViT", "DPT"])
def test_label_maps(name: str, reduce: bool) -> None:
    mine, theirs = pair(name, do_reduce_labels=reduce)
    assert_same(
        mine(images(), maps(), return_tensors="np"), theirs(images(), maps(), return_tensors="np")
    )


def test_label_maps_are_not_written_to() -> None:
    mine, _ = pair("Segformer", do_reduce_labels=True)
    given = maps()
    mine(images(), given)
    assert_same(given, maps())


def test_the_old_name_of_reduce_labels() -> None:
    assert ours.BeitImageProcessor.from_dict({"reduce_labels": True}).do_reduce_labels is True


def test_a_map_may_be_an_image() -> None:
    mine, _ = pair("Segformer")
    image = Image.fromarray(maps()[0])
    assert_same(mine(images()[0], image)["labels"], mine(images()[0], maps()[0])["labels"])


@pytest.mark.parametrize(
    "options",
    [
        {"ignore_index": 255},
        {"ignore_index": 255, "do_reduce_labels": True},
        {"ignore_index": 0, "size_divisor": 16},
        {"ignore_index": 3, "size": {"height": 50, "width": 64}, "size_divisor": 0},
        {"ignore_index": 255, "size": 60, "max_size": 90},
    ],
)
@pytest.mark.parametrize("name", ["MaskFormer", "Mask2Former"])
def test_masks_with_classes(name: str, options: dict[str, Any]) -> None:
    mine, theirs = pair(name, **{**SMALL, **options})
    assert_same(
        mine(images(), maps(), return_tensors="np"), theirs(images(), maps(), return_tensors="np")
    )


@pytest.mark.parametrize("reduce", [False, True])
@pytest.mark.parametrize("per_image", [False, True])
def test_instances_with_classes(reduce: bool, per_image: bool) -> None:
    mine, theirs = pair("MaskFormer", ignore_index=255, do_reduce_labels=reduce, **SMALL)
    classes: Any = {number: number % 3 + 1 for number in range(6)}
    classes = [classes, classes] if per_image else classes
    assert_same(
        mine(images(), maps(), classes, return_tensors="np"),
        theirs(images(), maps(), classes, return_tensors="np"),
    )


def test_masks_as_torch_tensors() -> None:
    mine, _ = pair("MaskFormer", ignore_index=255, **SMALL)
    result = mine(images(), maps(), return_tensors="pt")
    assert all(isinstance(item, torch.Tensor) for item in result["mask_labels"])


@pytest.mark.parametrize(
    ("options", "arguments", "message"),
    [
        ({"do_reduce_labels": True}, (maps(),), "ignore_index"),
        ({}, (maps()[:1],), "2 images but 1 segmentation maps"),
        ({}, (maps(), {0: 1}), "no class for instance"),
    ],
)
def test_masks_that_cannot_be_made(
    options: dict[str, Any], arguments: tuple[Any, ...], message: str
) -> None:
    mine, _ = pair("MaskFormer", **SMALL)
    with pytest.raises(InputError, match=message):
        mine(images(), *arguments, **options)


# --- annotations of objects ------------------------------------------------------------------


def detections() -> list[dict[str, Any]]:
    def box(category: int, *sides: float, **more: Any) -> dict[str, Any]:
        area = sides[2] * sides[3]
        return {"category_id": category, "bbox": list(sides), "area": area, **more}

    return [
        {
            "image_id": 3,
            "annotations": [
                box(1, 3.5, 4, 20, 30.25, iscrowd=0),
                box(2, 40, 5, 90, 20),
                box(4, 10, 10, 0, 5),  # empty
                box(7, 1, 2, 3, 4, iscrowd=1),
            ],
        },
        {"image_id": 4, "annotations": []},
    ]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"do_normalize": False},
        {"do_convert_annotations": False},
        {"do_pad": False},
        {"do_resize": False},
        {"size": {"height": 50, "width": 61}, "pad_size": {"height": 80, "width": 70}},
    ],
)
@pytest.mark.parametrize("name", ["Detr", "Yolos"])
def test_detection_annotations(name: str, options: dict[str, Any]) -> None:
    mine, theirs = pair(name, **{**SMALL, **options})
    assert_same(mine(images(), detections()), theirs(images(), detections()))


def test_keypoints_of_annotations() -> None:
    mine, theirs = pair("Detr", **SMALL)
    annotation = detections()[0]
    for item in annotation["annotations"]:
        item["keypoints"] = [1.0, 2, 1, 3, 4, 2]
    assert_same(mine(images()[0], annotation), theirs(images()[0], annotation))


@pytest.fixture
def panoptic(tmp_path: Any) -> dict[str, Any]:
    ids = np.repeat(np.array([5, 256 + 7, 70000]), [20, 20, 21])[:, None] * np.ones((1, 47), int)
    colours = np.stack([ids % 256, ids // 256 % 256, ids // 65536], -1).astype(np.uint8)
    Image.fromarray(colours).save(tmp_path / "one.png")
    segments = [
        {"id": number, "category_id": index, "area": 900 + index, "iscrowd": 0}
        for index, number in enumerate([5, 263, 70000, 9])
    ]
    return {"image_id": 1, "file_name": "one.png", "segments_info": segments}


@pytest.mark.parametrize("masks", [None, False])
@pytest.mark.parametrize("name", ["Detr", "Yolos"])
def test_panoptic_annotations(
    name: str, masks: bool | None, panoptic: dict[str, Any], tmp_path: Any
) -> None:
    mine, theirs = pair(name, format="coco_panoptic", **SMALL)
    arguments = ([images()[0]], [panoptic], masks, tmp_path)
    assert_same(mine(*arguments), theirs(*arguments))


@pytest.mark.parametrize(
    ("annotations", "options", "message"),
    [
        (detections()[:1], {}, "2 images but 1 annotations"),
        ([{"image_id": 1}, {"image_id": 2}], {}, "needs the keys"),
        (detections(), {"format": "coco_panoptic"}, "needs the keys"),
        (detections(), {"format": "pascal"}, "format is 'pascal'"),
    ],
)
def test_annotations_that_do_not_fit(
    annotations: Any, options: dict[str, Any], message: str
) -> None:
    mine, _ = pair("Detr", **SMALL)
    with pytest.raises(InputError, match=message):
        mine(images(), annotations, **options)


def test_panoptic_annotations_need_their_folder(panoptic: dict[str, Any], tmp_path: Any) -> None:
    mine, _ = pair("Detr", format="coco_panoptic", **SMALL)
    with pytest.raises(InputError, match="masks_path"):
        mine([images()[0]], [panoptic])
    with pytest.raises(InputError, match="no file"):
        mine([images()[0]], [panoptic], masks_path=tmp_path / "elsewhere")


def test_polygons_need_pycocotools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pycocotools", None)
    mine, _ = pair("Detr", **SMALL)
    annotation = detections()[0]
    for item in annotation["annotations"]:
        item["segmentation"] = [[1, 1, 9, 1, 9, 9]]
    with pytest.raises(MissingDependencyError, match="pip install pycocotools"):
        mine(images()[0], annotation, return_segmentation_masks=True)


# --- SAM -------------------------------------------------------------------------------------


def test_sam_maps() -> None:
    options = {"size": {"longest_edge": 96}, "pad_size": {"height": 96, "width": 96}}
    mine, theirs = pair("Sam", **options)
    assert_same(
        mine(images(), maps(), return_tensors="np"), theirs(images(), maps(), return_tensors="np")
    )


@pytest.mark.parametrize("layers", [0, 1, 2])
@pytest.mark.parametrize("factor", [1, 2])
def test_sam_crops(layers: int, factor: int) -> None:
    mine, theirs = pair("Sam")
    if layers and factor > 1:  # transformers cannot stack grids of different sizes
        with pytest.raises(InputError, match="crop_n_points_downscale_factor"):
            mine.generate_crop_boxes(images()[0], 1024, layers, 0.3, 8, factor)
        return
    arguments = (images()[0], 1024, layers, 0.3, 8, factor)
    found = mine.generate_crop_boxes(*arguments)
    expected = theirs.generate_crop_boxes(*arguments)
    assert_same(
        list(found), [item if isinstance(item, list) else item.numpy() for item in expected]
    )


def test_ocr_needs_pytesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pytesseract", None)
    with pytest.raises(MissingDependencyError, match="apply_ocr=False"):
        ours.LayoutLMv3ImageProcessor()(images()[0])


def test_pages_without_ocr() -> None:
    mine, theirs = pair("LayoutLMv3", apply_ocr=False)
    assert_same(mine(images(), return_tensors="np"), theirs(images(), return_tensors="np"))


def test_words_of_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tesseract:
        @staticmethod
        def image_to_data(page: Any, lang: Any, output_type: str, config: str) -> dict[str, list]:
            assert (page.size, lang, config) == ((47, 61), "deu", "--psm 6")
            return {
                "text": ["Hallo", " ", "Welt"],
                "left": [4, 0, 20],
                "top": [6, 0, 30],
                "width": [10, 0, 27],
                "height": [5, 0, 31],
            }

    monkeypatch.setitem(__import__("sys").modules, "pytesseract", Tesseract)
    mine = ours.LayoutLMv3ImageProcessor(ocr_lang="deu", tesseract_config="--psm 6")
    result = mine(images()[0])
    assert result["words"] == [["Hallo", "Welt"]]
    assert result["boxes"] == [[[85, 98, 297, 180], [425, 491, 1000, 1000]]]
