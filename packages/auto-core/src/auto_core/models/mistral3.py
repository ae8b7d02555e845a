"""Mistral 3 with images: Mistral AI, 2025, Mistral Small 3.1.

Pixtral's patches, two by two, projected among the tokens of Mistral.

b batch, t tokens, n images, p patches and m vectors of all images, d hidden, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.configs.mistral3 import Mistral3Config
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.pretrained.static import static_rows

from .. import nn, ops
from ..blocks.activations import activation
from . import llava
from .pixtral import patch_grids


class Mistral3PatchMerger(nn.Module):
    """Neighbouring patches of an image as one vector."""

    def __init__(self, config: Mistral3Config):
        super().__init__()
        self.merge = config.spatial_merge_size
        d = config.vision_config.hidden_size
        self.merging_layer = nn.Linear(d * self.merge**2, d, bias=False)

    def forward(self, patches, grids):  # [p d] -> [m d]
        order = ops.asarray(merged_order(grids, self.merge), like=patches, dtype="int64")
        blocks = ops.permute(ops.take(patches, order, 0), (0, 2, 1))  # [m d 4]
        vectors, d, count = ops.shape(blocks)
        return self.merging_layer(ops.reshape(blocks, (vectors, d * count)))


def merged_order(grids: list[tuple[int, int, int]], merge: int) -> np.ndarray:
    """The patches of each vector [m merge^2]; rows and columns that are left over have none."""
    found, start = [], 0
    for _, rows, columns in grids:
        down, across = rows // merge, columns // merge
        index = start + np.arange(rows * columns).reshape(rows, columns)
        index = index[: down * merge, : across * merge].reshape(down, merge, across, merge)
        found.append(index.transpose(0, 2, 1, 3).reshape(down * across, merge**2))
        start += rows * columns
    return np.concatenate(found)


def by_image(vectors, grids: list[tuple[int, int, int]], merge: int):  # [m d] -> of each [. d]
    counts = [(rows // merge) * (columns // merge) for _, rows, columns in grids]
    return tuple(ops.split(vectors, counts, 0))


class Mistral3MultiModalProjector(nn.Module):
    """A norm, the merger, and two layers to the language model's size."""

    def __init__(self, config: Mistral3Config):
        super().__init__()
        inputs, d = config.vision_config.hidden_size, config.text_config.hidden_size
        bias = config.multimodal_projector_bias
        self.norm = nn.RMSNorm(inputs, eps=config.text_config.rms_norm_eps)
        self.patch_merger = Mistral3PatchMerger(config)
        self.linear_1 = nn.Linear(inputs, d, bias=bias)
        self.linear_2 = nn.Linear(d, d, bias=bias)
        self.activation = activation(config.projector_hidden_act)

    def forward(self, patches, grids):  # [p d] -> [m d]
        vectors = self.patch_merger(self.norm(patches), grids)
        return self.linear_2(self.activation(self.linear_1(vectors)))


class Mistral3PreTrainedModel(llava.LlavaPreTrainedModel):
    config_class = Mistral3Config
    projector_class = Mistral3MultiModalProjector

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        sizes = inputs.get("image_sizes")
        if inputs.get("pixel_values") is None or not sizes:
            return {}
        grids = patch_grids(sizes, self.config.vision_config.patch_size)
        count = len(merged_order(grids, self.config.spatial_merge_size))
        return {"pixel_values": (self.config.image_token_id, count)}

    def encoded(self, encoder: Any, pixel_values, image_sizes, **requests: Any):
        """The output of an encoder of images, and the grid of each image's patches."""
        sizes = static_rows("image_sizes", image_sizes)
        if sizes is None:
            raise InputError("pixel_values came without image_sizes: pass what the processor gave.")
        output = encoder(pixel_values, image_sizes=sizes, return_dict=True, **requests)
        return output, patch_grids(sizes, self.config.vision_config.patch_size)

    def vectors(self, pixel_values, **options: Any):
        """The vectors [m d] of all images; None without any."""
        if pixel_values is None:
            return None
        features: Any = self.get_image_features
        return ops.cat(list(features(pixel_values, **options, return_dict=True).pooler_output), 0)


class Mistral3Model(llava.TowerAndDecoder, Mistral3PreTrainedModel):
    """Mistral 3 with images, without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        image_sizes: (height, width) of each image, known when a graph is made.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        vision_feature_layer: instead of the config's.
    """

    def get_image_features(
        self,
        pixel_values,
        image_sizes=None,
        *,
        vision_feature_layer: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [m d] of each image as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        output, grids = self.encoded(
            self.vision_tower,
            pixel_values,
            image_sizes,
            output_hidden_states=True,
            output_attentions=output_attentions,
        )
        layer = static_rows("vision_feature_layer", vision_feature_layer)
        layer = self.config.feature_layers[0] if layer is None else layer
        layer = layer if isinstance(layer, int) else layer[0]
        vectors = self.multi_modal_projector(output.hidden_states[layer][0], grids)
        pooled = by_image(vectors, grids, self.config.spatial_merge_size)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        image_sizes: Any = None,
        vision_feature_layer: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors = self.vectors(
            pixel_values, image_sizes=image_sizes, vision_feature_layer=vision_feature_layer
        )
        return self.decode(
            self.with_vectors(input_ids, inputs_embeds, vectors),
            vectors,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Mistral3ForConditionalGeneration(llava.ImageTextCausalLM, Mistral3PreTrainedModel):
    base_class = Mistral3Model


HEADS = {
    "base": Mistral3Model,
    "pretraining": Mistral3ForConditionalGeneration,
    "vision2seq": Mistral3ForConditionalGeneration,
    "image-text-to-text": Mistral3ForConditionalGeneration,
    "multimodal-lm": Mistral3ForConditionalGeneration,
}
