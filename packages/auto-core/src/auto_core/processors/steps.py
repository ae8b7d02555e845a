"""The steps that image processors are made of, as values.

An image processor is a tuple of steps and the defaults of their options. A step is taken when
the option that switches it is true, and is given the image [channels, height, width] and all
options of the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, transforms

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One operation on one image."""

    switch: str  # the option that turns the step on
    apply: Callable[[np.ndarray, Options], np.ndarray]
    needs: tuple[str, ...] = ()  # options that must have a value when the step is taken
    # What the step changes: where pixels are ("geometry", applied to label maps too), the order
    # or number of channels, or each value by itself and its channel.
    acts_on: Literal["geometry", "channels", "values"] = "geometry"


def resize_by(rule: sizes.SizeRule, *needs: str) -> Step:
    """A resize step that takes its target from a size rule."""

    def apply(image: np.ndarray, options: Options) -> np.ndarray:
        target = rule((image.shape[-2], image.shape[-1]), options)
        return transforms.resize(image, target, options["resample"])

    return Step("do_resize", apply, ("resample", *needs))


RESIZE = resize_by(sizes.general, "size")
CENTER_CROP = Step(
    "do_center_crop",
    lambda image, options: transforms.center_crop(
        image, sizes.height_and_width(options["crop_size"], name="crop_size")
    ),
    ("crop_size",),
)
RESCALE = Step(
    "do_rescale",
    lambda image, options: transforms.rescale(image, options["rescale_factor"]),
    ("rescale_factor",),
    "values",
)
NORMALIZE = Step(
    "do_normalize",
    lambda image, options: transforms.normalize(image, options["image_mean"], options["image_std"]),
    ("image_mean", "image_std"),
    "values",
)
# For processors that transformers has with torchvision alone, whose normalisation broadcasts. It
# comes before RESCALE, which is looked up in one table with NORMALIZE.
REPEAT_GREY = Step(
    "do_normalize",
    lambda image, options: transforms.repeated(image, options["image_mean"]),
    ("image_mean",),
    "channels",
)
FLIP_CHANNELS = Step(
    "do_flip_channel_order",
    lambda image, options: transforms.flip_channel_order(image),
    acts_on="channels",
)
GRAYSCALE = Step(
    "do_grayscale", lambda image, options: transforms.grayscale(image), acts_on="channels"
)
REDUCE_LABELS = Step("do_reduce_labels", lambda labels, options: transforms.reduce_labels(labels))


def check(steps: Sequence[Step], options: Options, *, where: str) -> None:
    """Refuse a step that is switched on but lacks one of its options.

    Raises:
        InputError: naming the step's switch and the missing option.
    """
    for step in steps:
        if options[step.switch]:
            for name in step.needs:
                if options[name] is None:
                    raise InputError(
                        f"{where} has {step.switch}=True but {name} is None. Pass {name}=..., or "
                        f"{step.switch}=False."
                    )


def run(steps: Sequence[Step], image: np.ndarray, options: Options) -> np.ndarray:
    """Take the steps that are switched on, in order."""
    active = [step for step in steps if options[step.switch]]
    at = 0
    while at < len(active):
        end = at
        while end < len(active) and active[end].acts_on == "values":
            end += 1
        if end > at and image.dtype == np.uint8 and image.shape[-1] * image.shape[-2] > 256:
            image = _by_table(active[at:end], image, options)
            at = end
        else:
            image = active[at].apply(image, options)
            at += 1
    return image


def _by_table(steps: Sequence[Step], image: np.ndarray, options: Options) -> np.ndarray:
    """Apply value steps to the 256 values a byte can have, then look the pixels up.

    The same arithmetic, so the same bits, in a fraction of the time.
    """
    channels = image.shape[0]
    table = np.broadcast_to(np.arange(256, dtype=np.uint8)[:, None], (channels, 256, 1))
    for step in steps:
        table = step.apply(table, options)
    out = np.empty(image.shape, table.dtype)
    for channel in range(channels):
        np.take(table[channel, :, 0], image[channel], out=out[channel], mode="clip")
    return out
