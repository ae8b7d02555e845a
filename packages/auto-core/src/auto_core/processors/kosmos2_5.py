"""KOSMOS-2.5's processor: as many patches of an image as fit, and its tokens before a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import pix2struct
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature


class Kosmos2_5ImageProcessor(pix2struct.Pix2StructImageProcessor):
    """Images as rows of patches, each image standardised by itself.

    Attributes:
        max_patches: how many there are at most; a row is padded to so many.
    """

    own_options = ("patch_size", "max_patches")
    max_patches: int = 4096

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:  # type: ignore[override]
        """`flattened_patches` [b p 2+f], the row and column (from 1 on) and the pixels of each
        patch, and `attention_mask` [b p], 1 for patches and 0 for padding; of each image `width`
        and `height` as resized, and `rows` and `cols` of patches."""
        options = self._options(overrides)
        arrays = self._read(images, options)
        if options["do_normalize"]:
            arrays = [pix2struct.standardized(array) for array in arrays]
        down, across = pix2struct.patch_of(options)
        grids = [pix2struct.grid(array, options["max_patches"], (down, across)) for array in arrays]
        data = pix2struct.patches(arrays, options) | {
            "width": [columns * across for _, columns in grids],
            "height": [rows * down for rows, _ in grids],
            "rows": [rows for rows, _ in grids],
            "cols": [columns for _, columns in grids],
        }
        return BatchFeature(data, tensor_type=options["return_tensors"])


class Kosmos2_5Processor(Processor):
    """Images, and what is written about them: `<ocr>` for lines and boxes, `<md>` for markdown.

    Attributes:
        num_image_tokens: of each image, `latent_query_num` of the model's config.
    """

    own_options = ("num_image_tokens",)
    num_image_tokens: int = 2048
    text_defaults: ClassVar[Mapping[str, Any]] = {
        "padding": True,
        "return_token_type_ids": False,
        "truncation": True,
    }
    images_defaults: ClassVar[Mapping[str, Any]] = {"max_patches": 4096}

    def __call__(  # type: ignore[override]
        self,
        images: Any = None,
        text: Any = None,
        *,
        num_image_tokens: int | None = None,
        **kwargs: Any,
    ) -> Any:
        """The patches of images and, with texts, their ids, which begin with the image's tokens;
        `image_embeds_position_mask` is 1 at those that its vectors stand for, and -1 at the two
        around these.

        Args:
            num_image_tokens: instead of the attribute.

        Raises:
            InputError: there are no images.
        """
        self._check_inputs(images=images, text=text)
        if images is None:
            raise InputError("Pass images: a text begins with the tokens of one.")
        count = self.num_image_tokens if num_image_tokens is None else num_image_tokens
        if not isinstance(count, int) or not 0 < count <= 2**16:
            raise InputError(f"num_image_tokens is {count!r}, expected 1 to {2**16}.")
        options = self._route(kwargs)
        data = dict(self.image_processor(images, **options["images_kwargs"]))
        for name in ("rows", "cols"):
            del data[name]
        if text is not None:
            data.update(self._texts([text] if isinstance(text, str) else text, count, options))
        return BatchFeature(data)

    def _texts(self, text: Any, count: int, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the model gets of texts."""
        tokenizer = self.tokenizer
        image = tokenizer.image_token * count
        prompt = f"{tokenizer.bos_token}{tokenizer.boi_token}{image}{tokenizer.eoi_token}"
        for_text = dict(options["text_kwargs"])
        tensors = for_text.pop("return_tensors", None)
        for_text["return_attention_mask"] = True
        found = tokenizer([prompt + one for one in text], **for_text)
        marks = []
        for mask in found["attention_mask"]:
            row, start = np.zeros(len(mask), np.int64), mask.index(1)
            row[start + 1 : start + count + 3] = [-1, *[1] * count, -1][: len(mask) - start - 1]
            marks.append(row.tolist())
        names = ("input_ids", "attention_mask")
        data = {name: found[name] for name in names} | {"image_embeds_position_mask": marks}
        return BatchFeature(data, tensor_type=tensors)

    @property
    def model_input_names(self) -> list[str]:
        names = (*self.tokenizer.model_input_names, *self.image_processor.model_input_names)
        return list(dict.fromkeys(names))
