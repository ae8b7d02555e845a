"""From images to the tokens of a transformer: patches, and positions for images of any size.

b batch, H and W pixels, n patches, d hidden.
"""

from __future__ import annotations

import math
from typing import Any, Literal

from auto_core.configs import PreTrainedConfig
from auto_core.configs._vit import pair
from auto_core.errors import InputError

from .. import nn, ops


class PatchEmbeddings(nn.Module):
    """A linear projection of each patch; pixels left over at the right and below are dropped."""

    padding = 0  # pixels around the image

    def __init__(self, config: PreTrainedConfig, d: int | None = None):
        super().__init__()
        self.channels = config.num_channels
        self.image_size, self.patch_size = pair(config.image_size), pair(config.patch_size)
        self.grid = self.count(*self.image_size)
        size = config.hidden_size if d is None else d
        self.projection = nn.Conv2d(
            config.num_channels,
            size,
            self.patch_size,
            stride=self.patch_size,
            padding=self.padding,
        )

    def forward(self, pixel_values):  # [b c H W] -> [b n d]
        batch = ops.shape(pixel_values)[0]
        hidden = self.projection(ops.permute(pixel_values, (0, 2, 3, 1)))  # [b H/p W/p d]
        return ops.reshape(hidden, (batch, -1, ops.shape(hidden)[-1]))

    def count(self, height, width) -> tuple[Any, Any]:
        """How many patches an image of this size has, downwards and across."""
        return height // self.patch_size[0], width // self.patch_size[1]

    def size(self, pixel_values, *, any_size: bool) -> tuple[Any, Any]:
        """The height and width of images [b c H W].

        Raises:
            InputError: they are missing, have other axes or channels, or, unless `any_size`,
                another size than the model's.
        """
        _, height, width = check_images(pixel_values, channels=self.channels)
        known = isinstance(height, int) and isinstance(width, int)
        if not any_size and known and (height, width) != self.image_size:
            raise InputError(
                f"pixel_values are {height}x{width} pixels, and this model's positions are those "
                f"of {self.image_size[0]}x{self.image_size[1]}. Resize the images, or pass "
                "interpolate_pos_encoding=True if the model takes it."
            )
        return height, width


def check_images(pixel_values, *, channels: int | None = None) -> tuple[Any, Any, Any]:
    """The channels, height and width of images [b c H W].

    Raises:
        InputError: they are missing, or have other axes or channels.
    """
    if pixel_values is None:
        raise InputError("Pass pixel_values [batch channels height width].")
    sizes = ops.shape(pixel_values)
    if len(sizes) != 4:
        raise InputError(
            f"pixel_values have {len(sizes)} axes, expected [batch channels height width]."
        )
    if channels is not None and isinstance(sizes[1], int) and sizes[1] != channels:
        raise InputError(
            f"pixel_values have {sizes[1]} channels, expected {channels} (they are [batch channels "
            "height width])."
        )
    return sizes[1], sizes[2], sizes[3]


def check_pixel_mask(name: str, mask, pixels) -> None:
    """See that a mask [... H W] has an element for each pixel of images [... c H W].

    Raises:
        InputError: it has others.
    """
    found, (*batch, _, height, width) = ops.shape(mask), ops.shape(pixels)
    wanted = (*batch, height, width)
    known = [x for x in zip(found, wanted, strict=False) if all(isinstance(n, int) for n in x)]
    if len(found) != len(wanted) or any(a != b for a, b in known):
        raise InputError(
            f"{name} has shape {tuple(found)}, and the images of pixel_values have {wanted}."
        )


def resized_positions(
    table,
    grid,
    size,
    *,
    special: int,
    mode: Literal["bilinear", "bicubic"] = "bicubic",
    antialias: bool = False,
):
    """Learned positions [1 special+n d] of patches, interpolated to a grid of another size.

    Args:
        table: positions of `special` tokens, which stay, then of the patches.
        grid: (rows, columns) of the patches in the table.
        size: (rows, columns) that are asked for.
        antialias: widen the kernel for smaller grids.
    """
    if same_size(grid, size):
        return table
    d = ops.shape(table)[-1]
    patches = ops.reshape(table[:, special:], (1, *grid, d))
    patches = ops.interpolate(patches, size, mode=mode, align_corners=False, antialias=antialias)
    return ops.cat([table[:, :special], ops.reshape(patches, (1, -1, d))], 1)


def same_size(one, other) -> bool:
    """Whether two (rows, columns) are equal, as far as a graph knows them."""
    pairs = zip(one, other, strict=True)
    return all(isinstance(a, int) and isinstance(b, int) and a == b for a, b in pairs)


def with_mask_token(hidden, mask_token, bool_masked_pos):
    """Patches [b n d], those that `bool_masked_pos` [b n] marks replaced by the token [1 1|n d].

    Raises:
        InputError: the model was built without a mask token.
    """
    if bool_masked_pos is None:
        return hidden
    if mask_token is None:
        raise InputError(
            "bool_masked_pos were passed, but this model has no mask token; load the class for "
            "masked image modelling, or build it with use_mask_token=True."
        )
    masked = ops.unsqueeze(ops.cast(bool_masked_pos, "bool"), -1)
    return ops.where(masked, ops.asarray(mask_token), hidden)


def repeated(token, like):
    """A learned token [1 k d] for each image of `like` [b n d]."""
    token = ops.asarray(token)
    _, count, d = ops.shape(token)
    return ops.expand(token, (ops.shape(like)[0], count, d))


def squares(patches, scale: int):
    """Patches [n p e] of square images, `scale` by `scale` of them as one vector
    [n p/scale^2 scale^2*e], row by row.

    Raises:
        InputError: they are not those of a square whose side is a multiple of `scale`.
    """
    images, count, size = ops.shape(patches)
    side = math.isqrt(count)
    if side**2 != count or side % scale:
        raise InputError(
            f"The images have {count} patches, expected those of a square whose side is a multiple "
            f"of {scale}: take pixel_values from the processor."
        )
    new = side // scale
    found = ops.reshape(patches, (images, new, scale, new, scale * size))
    found = ops.permute(found, (0, 1, 3, 2, 4))
    return ops.reshape(found, (images, new * new, scale * scale * size))
