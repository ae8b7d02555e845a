"""Task heads of image encoders.

    class ViTForImageClassification(ImageClassification, ViTPreTrainedModel):
        base_class = ViTModel
        base_options = {"add_pooling_layer": False}

        def add_head(self, config):
            self.classifier = classifier(config, config.hidden_size)

        def score(self, output):  # -> [b c]
            return self.classifier(output.last_hidden_state[:, 0])

b batch, H and W pixels, n patches, c classes, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs import PreTrainedConfig
from auto_core.configs._vit import pair
from auto_core.errors import InputError
from auto_core.outputs import (
    ImageClassifierOutput,
    MaskedImageModelingOutput,
    SwinMaskedImageModelingOutput,
)

from .. import nn, ops
from .heads import Head
from .losses import sequence_loss


class Identity(nn.Module):
    """A layer without parameters that changes nothing."""

    def forward(self, x):
        return x


def classifier(config: PreTrainedConfig, size: int) -> Any:
    """The last layer of a classifier; with num_labels=0 the vectors themselves come out."""
    return nn.Linear(size, config.num_labels) if config.num_labels else Identity()


class ImageClassification(Head):
    """A class, several or a number per image: labels [b] or [b c], see `config.problem_type`."""

    input_order = ("pixel_values", "labels")
    excluded_inputs = ("bool_masked_pos",)
    output_class: Any = ImageClassifierOutput

    def score(self, output):  # -> [b c]
        raise NotImplementedError

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.score(output)
        loss = (
            None
            if labels is None
            else sequence_loss(self.config, logits, labels, num_items_in_batch)
        )
        return self.output_class.of(output, loss=loss, logits=logits)


class MaskedImageModeling(Head):
    """Reconstruct the masked patches (SimMIM, Xie et al., 2021, arXiv:2111.09886).

    bool_masked_pos [b n] marks the masked ones; with it there is a loss.
    """

    input_order = ("pixel_values", "bool_masked_pos")
    special_tokens = 1  # before the patches
    decoder: Any  # of pixel_decoder()

    def forward(self, pixel_values=None, bool_masked_pos=None, **inputs: Any):
        stride, patch = self.config.encoder_stride, pair(self.config.patch_size)
        if bool_masked_pos is not None and patch != (stride, stride):
            raise InputError(
                "With bool_masked_pos, the reconstruction is compared with the image, so "
                f"encoder_stride={stride} has to be patch_size={self.config.patch_size}."
            )
        images = dict(pixel_values=pixel_values, bool_masked_pos=bool_masked_pos)
        output = self.encode(**images, **inputs)
        height, width = ops.shape(pixel_values)[2:]
        patches = output.last_hidden_state[:, self.special_tokens :]
        batch, _, d = ops.shape(patches)
        grid = ops.reshape(patches, (batch, height // patch[0], width // patch[1], d))
        reconstruction = ops.pixel_shuffle(self.decoder[0](grid), stride)  # [b H W channels]
        reconstruction = ops.permute(reconstruction, (0, 3, 1, 2))
        loss = None
        if bool_masked_pos is not None:
            loss = masked_pixel_loss(reconstruction, pixel_values, bool_masked_pos, patch=stride)
        return MaskedImageModelingOutput.of(output, loss=loss, reconstruction=reconstruction)


class StagedMaskedImageModeling(Head):
    """Reconstruct the masked patches (SimMIM, Xie et al., 2021, arXiv:2111.09886) of a network of
    stages, each of which halves the image.

    bool_masked_pos [b p] marks the masked ones; with it there is a loss.
    """

    input_order = ("pixel_values", "bool_masked_pos")
    decoder: Any  # of pixel_decoder()

    def last_grid(self, height, width) -> tuple[Any, Any]:
        """The rows and columns of the last stage."""
        raise NotImplementedError

    def forward(self, pixel_values=None, bool_masked_pos=None, **inputs: Any):
        images = dict(pixel_values=pixel_values, bool_masked_pos=bool_masked_pos)
        output = self.encode(**images, **inputs)
        batch, _, d = ops.shape(output.last_hidden_state)
        rows, columns = self.last_grid(*ops.shape(pixel_values)[2:])
        grid = ops.reshape(output.last_hidden_state, (batch, rows, columns, d))
        pixels = ops.pixel_shuffle(self.decoder[0](grid), self.config.encoder_stride)
        pixels = ops.permute(pixels, (0, 3, 1, 2))
        loss = None
        if bool_masked_pos is not None:
            if ops.shape(pixels)[2:] != ops.shape(pixel_values)[2:]:
                raise InputError(
                    f"The reconstruction, {tuple(ops.shape(pixels)[2:])} pixels, is compared with "
                    f"the image of {tuple(ops.shape(pixel_values)[2:])}: encoder_stride="
                    f"{self.config.encoder_stride} has to be the patch size doubled by each stage "
                    "after the first, and the image's size a multiple of it."
                )
            patch = self.config.patch_size
            loss = masked_pixel_loss(pixels, pixel_values, bool_masked_pos, patch=patch)
        return SwinMaskedImageModelingOutput.of(output, loss=loss, reconstruction=pixels)


def pixel_decoder(config: PreTrainedConfig) -> Any:
    """The layer from a patch's hidden state to its pixels, with the checkpoint's path."""
    pixels = config.encoder_stride**2 * config.num_channels
    return nn.ModuleList([nn.Conv2d(config.hidden_size, pixels, 1)])


def masked_pixel_loss(reconstruction, pixel_values, bool_masked_pos, *, patch: int):
    """Mean absolute error over the pixels [b channels H W] of the patches [b n] that are marked."""
    batch, channels, height, width = ops.shape(reconstruction)
    rows, columns = height // patch, width // patch
    counted = ops.cast(bool_masked_pos, ops.dtype(reconstruction))
    counted = ops.reshape(counted, (batch, rows, 1, columns, 1))
    counted = ops.expand(counted, (batch, rows, patch, columns, patch))
    counted = ops.reshape(counted, (batch, 1, height, width))
    error = ops.abs(ops.cast(pixel_values, ops.dtype(reconstruction)) - reconstruction) * counted
    # In float32, as upstream counts: the guard against no mark at all vanishes beside many.
    pixels = ops.sum(ops.cast(bool_masked_pos, "float32"), (0, 1)) * patch**2 + 1e-5
    return ops.sum(error, (0, 1, 2, 3)) / ops.cast(pixels, ops.dtype(error)) / channels
