"""Fuyu: Adept, 2023. Persimmon, which reads the pixels of an image's patches, projected, among
its tokens: there is no encoder of images.

b batch, t tokens, n images or texts, p patches of each, m of all, f numbers of a patch, d hidden.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from auto_core.configs.fuyu import FuyuConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling, CausalLMOutputWithPast

from .. import nn, ops
from ..blocks import parts
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import AmongTokens, ImageTokenChecks

RENAMES = (
    (r"^language_model\.lm_head\.", "lm_head."),
    (r"^language_model\.model\.", "model.language_model."),
    (r"^vision_embed_tokens\.", "model.vision_embed_tokens."),
)


class FuyuPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Fuyu models share."""

    config_class = FuyuConfig
    base_model_prefix = "model"
    renames = RENAMES
    head_parts = (r"^lm_head\.",)
    prefill_inputs = ("pixel_values", "image_patches")
    ids_without_rows = ("image_token_id",)

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        for name in ("pixel_values", "image_patches"):
            shape: tuple[Any, ...] = tuple(getattr(inputs.get(name), "shape", ()))[:-1]
            if shape and all(isinstance(n, int) for n in shape):
                return {name: (self.config.image_token_id, math.prod(shape))}
        return {}


class FuyuModel(AmongTokens, FuyuPreTrainedModel):
    """Fuyu without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each patch, or inputs_embeds [b t d].
        pixel_values: [m f] or [n p f], the patches of all images in the order of their tokens.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
    """

    def __init__(self, config: FuyuConfig):
        super().__init__(config)
        self.numbers = config.patch_size**2 * config.num_channels
        self.language_model = parts.build(config.text_config)
        self.vision_embed_tokens = nn.Linear(self.numbers, config.text_config.hidden_size)

    def get_image_features(self, pixel_values):
        """The vectors [... d] of patches [... f], as `last_hidden_state`."""
        patches = ops.asarray(pixel_values)
        shape = ops.shape(patches)
        if len(shape) not in (2, 3) or (isinstance(shape[-1], int) and shape[-1] != self.numbers):
            raise InputError(
                f"pixel_values have shape {tuple(shape)}, expected [patches, {self.numbers}] or "
                f"[images, patches, {self.numbers}]: the pixels and channels of each patch, as the "
                "processor gives them."
            )
        return BaseModelOutputWithPooling(last_hidden_state=self.vision_embed_tokens(patches))

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors = None
        if pixel_values is not None:
            vectors = self.get_image_features(pixel_values).last_hidden_state
            vectors = ops.reshape(vectors, (-1, ops.shape(vectors)[-1]))
        return self.language_model(
            inputs_embeds=self.with_vectors(input_ids, inputs_embeds, vectors),
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )


class FuyuForCausalLM(CausalLM, FuyuPreTrainedModel):
    """The next token; see `CausalLM`. `image_patches` is the older name of `pixel_values`."""

    model: Any
    base_class = FuyuModel
    output_class = CausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}
    input_order = ("input_ids", "image_patches", "pixel_values", "attention_mask")

    def get_image_features(self, pixel_values):
        """See the base model."""
        return self.model.get_image_features(pixel_values)

    def forward(self, image_patches=None, labels=None, **inputs: Any):
        if image_patches is not None:
            if inputs.get("pixel_values") is not None:
                raise InputError("image_patches is the older name of pixel_values: pass one.")
            inputs["pixel_values"] = image_patches
        return super().forward(labels, **inputs)


HEADS = {
    "base": FuyuModel,
    "causal-lm": FuyuForCausalLM,
    "vision2seq": FuyuForCausalLM,
    "image-text-to-text": FuyuForCausalLM,
    "multimodal-lm": FuyuForCausalLM,
}
