"""Idefics3: Laurençon et al., 2024, arXiv:2408.12637.

SigLIP's patches of tiles of images, several of them side by side as one vector, among the tokens of
a language model. Each text has as many images as the others; those that it lacks are zeros.

b batch, k images of a text, n = b*k, H W pixels, p patches of an image, q vectors of an image,
m vectors of all images, t tokens, d hidden.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.configs.idefics3 import Idefics3Config, Idefics3VisionConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.pretrained.static import concrete
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, parts
from ..blocks.attention import Attention
from ..blocks.image_tokens import AmongTokens, ImageTokenChecks
from ..blocks.patches import check_images, check_pixel_mask, squares
from . import llava
from .clip import CLIPEncoder, channels_last

MOST_PATCHES = 4096  # down or across an image whose size is open when a graph is made


class Idefics3VisionEmbeddings(nn.Module):
    """Patches of images of any size, whose positions are scaled to those that were learnt."""

    def __init__(self, config: Idefics3VisionConfig):
        super().__init__()
        d, self.patch = config.hidden_size, config.patch_size
        self.channels = config.num_channels
        self.patch_embedding = nn.Conv2d(config.num_channels, d, self.patch, stride=self.patch)
        self.side = config.image_size // self.patch
        self.position_embedding = nn.Embedding(self.side**2, d)

    def forward(self, pixel_values, patch_mask):  # [n c H W], [n h w] or None -> [n h*w d]
        _, height, width = check_images(pixel_values, channels=self.channels)
        images = ops.shape(pixel_values)[0]
        rows, columns = height // self.patch, width // self.patch
        if patch_mask is None:
            patch_mask = ops.ones((images, rows, columns), like=pixel_values, dtype="int64") == 1
        count = ops.cast(patch_mask, "int64")
        down = self.buckets(ops.sum(count[:, :, 0], 1), rows)  # [n h]
        across = self.buckets(ops.sum(count[:, 0, :], 1), columns)  # [n w]
        index = ops.unsqueeze(down * self.side, 2) + ops.unsqueeze(across, 1)
        index = ops.reshape(ops.where(patch_mask, index, 0), (images, rows * columns))
        positions = self.position_embedding(index)
        patches = self.patch_embedding(channels_last(pixel_values, like=positions))
        return ops.reshape(patches, (images, rows * columns, ops.shape(patches)[-1])) + positions

    def buckets(self, count, size):
        """[n size]: of `count` [n] patches in a row, at which of the learnt positions each is.

        In float32, as upstream: rounding decides where a patch lies on a boundary. Its steps are a
        table, because graphs of TensorFlow divide less exactly.
        """
        each = np.arange(math.ceil((1.0 - 1 / self.side) / (1 / self.side))) / self.side
        bounds = ops.asarray(each + 1 / self.side, like=count, dtype="float32")
        most = size if isinstance(size, int) else MOST_PATCHES
        steps = tuple((np.float32(1.0) / np.arange(1, most + 1, dtype=np.float32)).tolist())
        steps = ops.asarray(steps, like=count, dtype="float32")
        step = ops.take(steps, ops.clamp(count, min=1, max=most) - 1, 0)
        index = ops.cast(ops.arange(0, size, like=count, dtype="int64"), "float32")
        share = ops.clamp(ops.unsqueeze(index, 0) * ops.unsqueeze(step, 1), max=1.0 - 1e-6)
        return ops.sum(ops.cast(ops.unsqueeze(share, 2) >= bounds, "int64"), 2)


class Idefics3VisionTransformer(nn.PreTrainedModel):
    """The image encoder.

    Args of `forward`:
        pixel_values: [n c H W], of any size.
        patch_attention_mask: [n H/patch W/patch], True for patches and False for padding, below
            and at the right.
    """

    config_class = Idefics3VisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"
    # The parts that variations of this family replace.
    embeddings_class: Any = Idefics3VisionEmbeddings

    def __init__(self, config: Idefics3VisionConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_embedding

    def forward(
        self,
        pixel_values,
        patch_attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        mask = patch_attention_mask
        hidden = self.embeddings(pixel_values, mask)
        if mask is not None:
            images, patches, _ = ops.shape(hidden)
            mask = attention_masks.boolean_mask(ops.reshape(mask, (images, patches)))
        hidden = self.post_layernorm(self.encoder(hidden, Attention(recorder, mask)))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class Idefics3SimpleMLP(nn.Module):
    def __init__(self, config: Idefics3Config):
        super().__init__()
        size = config.vision_config.hidden_size * config.scale_factor**2
        self.proj = nn.Linear(size, config.text_config.hidden_size, bias=False)

    def forward(self, hidden):
        return self.proj(hidden)


class Idefics3Connector(nn.Module):
    """Squares of patches as one vector each, projected."""

    def __init__(self, config: Idefics3Config):
        super().__init__()
        self.scale = config.scale_factor
        self.modality_projection = Idefics3SimpleMLP(config)

    def forward(self, patches):  # [n p e] -> [n q d]
        return self.modality_projection(squares(patches, self.scale))


class Idefics3PreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Idefics3 models share."""

    config_class = Idefics3Config
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    prefill_inputs = ("pixel_values", "pixel_attention_mask")
    # The parts that variations of this family replace.
    vision_class: Any = Idefics3VisionTransformer
    connector_class: Any = Idefics3Connector

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        pixels = inputs.get("pixel_values")
        pixels = None if pixels is None else concrete(pixels)
        if pixels is None or pixels.ndim != 5:
            return {}
        count = int(pixels.any((2, 3, 4)).sum())
        height, width = ops.shape(inputs["pixel_values"])[-2:]
        each = self.vectors(height, width)
        return {"pixel_values": (self.config.image_token_id, count * each)}

    def vectors(self, height: int, width: int) -> int:
        """How many vectors an image becomes."""
        patch = self.config.vision_config.patch_size
        return (height // patch) * (width // patch) // self.config.scale_factor**2


class Idefics3Model(AmongTokens, Idefics3PreTrainedModel):
    """Idefics3 without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        pixel_values: [b k c H W]; images of zeros are left out.
        pixel_attention_mask: [b k H W], 1 for pixels and 0 for padding.
    """

    text_name = "text_model"

    def __init__(self, config: Idefics3Config):
        super().__init__(config)
        self.vision_model = self.vision_class(config.vision_config)
        self.connector = self.connector_class(config)
        self.text_model = parts.build(config.text_config)

    def images(self, pixel_values, pixel_attention_mask):
        """Images [n c H W], the patches that are no padding [n h w] (or None), how many images
        each text has, and in which order they are taken (None: as they are).

        Images of zeros are left out where values are known; in a graph they come last in order.
        """
        pixels, mask = ops.asarray(pixel_values), pixel_attention_mask
        shape = ops.shape(pixels)
        if len(shape) != 5:
            raise InputError(
                f"pixel_values have shape {tuple(shape)}, expected [batch, images, channels, "
                "height, width]."
            )
        batch, count, *one = shape
        if mask is not None:
            mask = ops.asarray(mask)
            check_pixel_mask("pixel_attention_mask", mask, pixels)
            mask = ops.reshape(mask, (batch * count, *one[1:]))
        pixels = ops.reshape(pixels, (batch * count, *one))
        real = ops.any(pixels != 0, (1, 2, 3))
        known, order = concrete(real), None
        if known is None:
            counts = [count] * batch if isinstance(batch, int) else None
            order = ops.argsort(1 - ops.cast(real, "int64"), 0, descending=False)
        elif known.all():
            counts = [count] * batch
        else:
            chosen = np.flatnonzero(known) if known.any() else np.zeros(1, np.int64)
            counts = [int(n) for n in known.reshape(batch, count).sum(1)]
            chosen = ops.asarray(chosen, like=pixels, dtype="int64")
            pixels = ops.take(pixels, chosen, 0)
            mask = None if mask is None else ops.take(mask, chosen, 0)
        return pixels, None if mask is None else self.patch_mask(mask), counts, order

    def patch_mask(self, pixel_mask):  # [n H W] -> [n h w]
        """Patches that are no padding; of an image of nothing but padding, all, so that they
        attend to something."""
        images, height, width = ops.shape(pixel_mask)
        patch = self.config.vision_config.patch_size
        rows, columns = height // patch, width // patch
        pixels = ops.cast(pixel_mask[:, : rows * patch, : columns * patch], "int64")
        found = self.patches_of(ops.reshape(pixels != 0, (images, rows, patch, columns, patch)))
        return found | ~ops.any(found, (1, 2), keepdim=True)

    def patches_of(self, squares):  # [n h patch w patch] -> [n h w]
        """Patches with at least one pixel that is no padding."""
        return ops.any(squares, (2, 4))

    def connected(self, patches, patch_mask):  # [n p e] -> [n q d]
        """The vectors of images from their patches."""
        return self.connector(patches)

    def encoded(self, pixels, patch_mask, **options: Any):  # [n c H W], [n h w] or None
        """The image encoder's output."""
        return self.vision_model(
            pixel_values=pixels, patch_attention_mask=patch_mask, return_dict=True, **options
        )

    def features(self, pixel_values, pixel_attention_mask, **options: Any):
        """The image encoder's output, with the vectors [m d] of each text's images as
        `pooler_output` (in a graph those of images of zeros too); and those of all, in order."""
        pixels, mask, counts, order = self.images(pixel_values, pixel_attention_mask)
        output = self.encoded(pixels, mask, **options)
        vectors = self.connected(output.last_hidden_state, mask)
        images, each, d = ops.shape(vectors)
        flat = ops.reshape(vectors, (images * each, d))
        pooled = [flat]
        if counts is not None and sum(counts) and isinstance(each, int):
            pooled = ops.split(flat, [n * each for n in counts], 0)
        if order is not None:
            flat = ops.reshape(ops.take(vectors, order, 0), (images * each, d))
        return BaseModelOutputWithPooling.of(output, pooler_output=tuple(pooled)), flat

    def get_image_features(
        self,
        pixel_values,
        pixel_attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """See `features`."""
        output, _ = self.features(
            pixel_values,
            pixel_attention_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return output

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        pixel_values=None,
        pixel_attention_mask=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors, returned = None, None
        if pixel_values is not None:
            output, vectors = self.features(pixel_values, pixel_attention_mask)
            returned = self.returned(output, vectors)
        return self.decode(
            self.with_vectors(input_ids, inputs_embeds, vectors),
            returned,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def returned(self, output, vectors):
        """What the model returns of images: their vectors [m d]."""
        return vectors


class Idefics3ForConditionalGeneration(llava.ImageTextCausalLM, Idefics3PreTrainedModel):
    base_class = Idefics3Model
    tied_weights = {"lm_head.weight": "model.text_model.embed_tokens.weight"}


PREFIX = "Idefics3"
HEADS = {
    "base": Idefics3Model,
    "pretraining": Idefics3ForConditionalGeneration,
    "vision2seq": Idefics3ForConditionalGeneration,
    "image-text-to-text": Idefics3ForConditionalGeneration,
    "multimodal-lm": Idefics3ForConditionalGeneration,
}
