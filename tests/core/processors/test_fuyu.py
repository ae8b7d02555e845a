"""Fuyu's processors, against transformers; locations as 4.57 writes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import IMAGES, assert_same
from core.processors.multimodal import folder_of, photo
from transformers.models.fuyu import processing_fuyu as reference

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors import fuyu

SIZE = {"height": 60, "width": 80}
OPTIONS = {"size": SIZE, "patch_size": {"height": 10, "width": 10}}
LOCATIONS = [*fuyu.BOX_TOKENS, *fuyu.POINT_TOKENS, fuyu.ANSWER]
NUMBERS = [str(number) for number in range(100)]
TEXTS = ["<box>", "</box>", "<point>", "</point>", "what"]


@pytest.mark.parametrize("name", ["tall", "wide", "channels_last", "list", "nested"])
@pytest.mark.parametrize(
    "options",
    [{}, {"do_pad": False}, {"padding_mode": "edge"}, {"do_rescale": False}],
    ids=str,
)
def test_images(name: str, options: dict[str, Any]) -> None:
    options = {**OPTIONS, **options}
    mine, theirs = ours.FuyuImageProcessor(**options), transformers.FuyuImageProcessorPil(**options)
    assert_same({**mine(IMAGES[name]())}, {**theirs(IMAGES[name]())})


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    part = {"image_processor_type": "FuyuImageProcessor", **OPTIONS}
    tokens = ["|SPEAKER|", "|NEWLINE|", *LOCATIONS, *NUMBERS, "</box>", "<box>"]
    folder = folder_of(tmp_path_factory.mktemp("fuyu"), "Fuyu", part, tokens, "|SPEAKER|")
    theirs = transformers.FuyuProcessor(
        transformers.AutoImageProcessor.from_pretrained(folder, backend="pil"),
        transformers.AutoTokenizer.from_pretrained(folder),
    )
    cut = theirs.image_processor.patchify_image

    def patchify(image: torch.Tensor, patch_size: Any) -> torch.Tensor:
        """Theirs, whose Pillow part takes arrays and whose processor gives tensors."""
        return torch.from_numpy(cut(image.numpy(), patch_size=patch_size))

    theirs.image_processor.patchify_image = patchify
    kind = type(theirs.tokenizer)

    class Prefixed(kind):  # type: ignore[misc, valid-type]
        """With an id before the tokens of images, as SentencePiece's "▁", which theirs strips."""

        def __call__(self, text: Any, **options: Any) -> Any:
            begins = isinstance(text, str) and text.startswith("|SPEAKER|")
            return super().__call__(f"a {text}" if begins else text, **options)

    theirs.tokenizer.__class__ = Prefixed
    return AutoProcessor.from_pretrained(folder), theirs


@pytest.mark.parametrize(
    "call",
    [
        dict(images=photo(), text="what is this"),
        dict(images=[photo(1, 20, 300), photo(2, 25, 31)], text=["a dog", "what is this photo"]),
        dict(images=photo(), text="a", return_legacy_image_output=False),
        dict(text=["a dog", "a"]),
    ],
)
def test_images_and_texts(both: tuple[Any, Any], call: dict[str, Any]) -> None:
    mine, theirs = both
    assert type(mine).__name__ == "FuyuProcessor"
    call = call | ({"return_tensors": "pt"} if "images" in call else {})
    found, exact = mine(**call), theirs(**call)
    assert_same({**found}, {**exact})


def test_locations(both: tuple[Any, Any]) -> None:
    """In halves of the resized image's pixels, one token for each number."""
    mine, _ = both
    image = photo(0, 120, 100)  # at half of its size
    ids = mine(image, "a <box>10, 20, 90, 67.4</box> of <point> 8,12</point>")["input_ids"][0]
    names = mine.tokenizer.convert_ids_to_tokens(ids)
    names = names[names.index("<s>") + 1 :]
    box = reference.scale_bbox_to_transformed_image(10, 20, 90, 67.4, 0.5)
    point = reference.scale_point_to_transformed_image(8, 12, 0.5)
    expected = ["a", "<0x00>", *map(str, box), "<0x01>", "of", "<0x02>", *map(str, point)]
    assert names == [*expected, "<0x03>", "<0x04>"]
    with pytest.raises(InputError, match="expected 4 numbers"):
        mine(image, "<box>1, 2</box>")


def test_locations_of_answers(both: tuple[Any, Any]) -> None:
    mine, theirs = both
    names = [*("a", "<0x00>", "1", "2", "30", "4", "<0x01>"), *("<0x04>", "dog", "of")]
    ids = torch.tensor([mine.tokenizer.convert_tokens_to_ids(names)])
    targets = torch.tensor([[90, 100]])
    for sizes in (None, targets):
        found = mine.post_process_box_coordinates(ids, sizes)
        exact = theirs.post_process_box_coordinates(ids, sizes)
        assert [row.tolist() for row in found] == [row.tolist() for row in exact]
    assert mine.post_process_image_text_to_text(ids) == ["dog of"]


def test_texts_without_images(both: tuple[Any, Any]) -> None:
    mine, _ = both
    found = mine([photo(), []], ["a", "what is this"], return_tensors="np")
    names = mine.tokenizer.convert_ids_to_tokens(found["input_ids"][1][-4:].tolist())
    assert names == ["what", "is", "this", "<0x04>"]
    assert np.array_equal(mine(photo(), "a")["image_patches"], found["image_patches"])
    assert len(mine(photo())["input_ids"]) == 1
    with pytest.raises(InputError, match="1 images for 2 texts"):
        mine(photo(), ["a", "b"])
