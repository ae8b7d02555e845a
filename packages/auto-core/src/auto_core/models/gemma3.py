"""Gemma 3 with images: Gemma Team, 2025, arXiv:2503.19786.

SigLIP's patches, averaged in squares and projected, among the tokens of Gemma 3; the tokens of one
image attend to each other both ways.

b batch, t tokens, n images, p patches of an image, q vectors of an image, m = n*q, d hidden.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from auto_core.configs.gemma3 import Gemma3Config
from auto_core.errors import ConfigError

from .. import nn, ops
from ..blocks.attention_masks import image_blocks
from ..blocks.block_decoder import BlockDecoder
from ..blocks.decoder_heads import SequenceClassification
from ..blocks.image_tokens import ImageTokenChecks
from . import llava
from .gemma import GemmaRMSNorm
from .gemma3_text import Gemma3TextModel


class Gemma3MultiModalProjector(nn.Module):
    """Squares of patches, averaged, normalised and projected."""

    def __init__(self, config: Gemma3Config):
        super().__init__()
        vision, d = config.vision_config, config.text_config.hidden_size
        self.mm_input_projection_weight = nn.Parameter((vision.hidden_size, d), init="zeros")
        self.mm_soft_emb_norm = GemmaRMSNorm(vision.hidden_size, eps=vision.layer_norm_eps)
        self.patches = vision.image_size // vision.patch_size
        self.kernel = self.patches // math.isqrt(config.mm_tokens_per_image)
        if not self.kernel:
            raise ConfigError(
                f"Gemma3Config: mm_tokens_per_image is {config.mm_tokens_per_image}, expected at "
                f"most {self.patches**2}, the patches of an image."
            )

    def forward(self, patches):  # [n p d] -> [n q d]
        images, _, d = ops.shape(patches)
        side, kernel = self.patches // self.kernel, self.kernel
        square = ops.reshape(patches, (images, self.patches, self.patches, d))
        square = square[:, : side * kernel, : side * kernel]
        blocks = ops.reshape(square, (images, side, kernel, side, kernel, d))
        pooled = ops.reshape(ops.mean(blocks, (2, 4)), (images, side * side, d))
        weight = ops.asarray(self.mm_input_projection_weight)
        return ops.matmul(self.mm_soft_emb_norm(pooled), weight)


def image_tokens(config: Gemma3Config) -> int:
    """How many vectors an image takes."""
    patches = config.vision_config.image_size // config.vision_config.patch_size
    side = patches // (patches // math.isqrt(config.mm_tokens_per_image))
    return side**2


class Gemma3Decoder(BlockDecoder, Gemma3TextModel):
    """Gemma 3's decoder that is told which tokens are of one image."""


class Gemma3PreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Gemma 3 models with images share."""

    config_class = Gemma3Config
    base_model_prefix = "model"
    renames = (
        (r"^model\.language_model\.lm_head\.", "lm_head."),  # ShieldGemma 2's, as published
        (r"^model\.language_model\.model\.", "model.language_model."),
        *llava.RENAMES,
    )
    head_parts = (r"^(lm_head|score)\.",)
    prefill_inputs = ("pixel_values",)
    static_inputs = ("vision_feature_layer",)
    ids_without_rows = ("image_token_id",)
    # The parts that variations of this family replace.
    projector_class: Any = Gemma3MultiModalProjector
    text_class: Any = Gemma3Decoder

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not isinstance(shape[0], int):
            return {}
        return {"pixel_values": (self.config.image_token_id, shape[0] * image_tokens(self.config))}


class Gemma3Model(llava.TowerAndDecoder, Gemma3PreTrainedModel):
    """Gemma 3 with images, without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        token_type_ids: [b t], 1 at the tokens of images, which then attend both ways.
    """

    def made_decoder(self, config: Gemma3Config) -> Any:
        return self.text_class(config.text_config)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        token_type_ids=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors, rows = self.image_rows(pixel_values)
        return self.decode(
            self.with_vectors(input_ids, inputs_embeds, rows),
            vectors,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            block_ids=None if token_type_ids is None else image_blocks(token_type_ids == 1),
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Gemma3ForConditionalGeneration(llava.ImageTextCausalLM, Gemma3PreTrainedModel):
    base_class = Gemma3Model


class Gemma3ForSequenceClassification(SequenceClassification, Gemma3PreTrainedModel):
    base_class = Gemma3Model


HEADS = {
    "base": Gemma3Model,
    "pretraining": Gemma3ForConditionalGeneration,
    "causal-lm": Gemma3ForConditionalGeneration,
    "vision2seq": Gemma3ForConditionalGeneration,
    "image-text-to-text": Gemma3ForConditionalGeneration,
    "multimodal-lm": Gemma3ForConditionalGeneration,
    "sequence-classification": Gemma3ForSequenceClassification,
}
