"""LightOnOCR: LightOn, 2025, arXiv:2601.14251.

Pixtral's patches, two by two, projected among the tokens of a language model, as in Mistral 3.

b batch, t tokens, n images, p patches and m vectors of all images, d hidden, c H W pixels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.lighton_ocr import LightOnOcrConfig
from auto_core.outputs import BaseModelOutputWithPooling

from ..blocks import parts
from ..blocks.image_tokens import AmongTokens
from . import llava, mistral3


class LightOnOcrPreTrainedModel(mistral3.Mistral3PreTrainedModel):
    """What all LightOnOCR models share."""

    config_class = LightOnOcrConfig
    static_inputs = ("image_sizes",)
    renames = ()
    head_parts = (r"^lm_head\.",)


class LightOnOcrModel(AmongTokens, LightOnOcrPreTrainedModel):
    """LightOnOCR without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        image_sizes: (height, width) of each image, known when a graph is made.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
    """

    base_class = mistral3.Mistral3Model
    excluded_inputs = ("vision_feature_layer",)

    def __init__(self, config: LightOnOcrConfig):
        super().__init__(config)
        self.vision_encoder = parts.build(config.vision_config)
        self.vision_projection = self.projector_class(config)
        self.language_model = parts.build(config.text_config)

    def get_image_features(
        self,
        pixel_values,
        image_sizes=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [m d] of each image as `pooler_output`."""
        output, grids = self.encoded(
            self.vision_encoder,
            pixel_values,
            image_sizes,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        vectors = self.vision_projection(output.last_hidden_state[0], grids)
        pooled = mistral3.by_image(vectors, grids, self.config.spatial_merge_size)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        inputs_embeds=None,
        *,
        image_sizes: Any = None,
        **texts: Any,
    ):
        vectors = self.vectors(pixel_values, image_sizes=image_sizes)
        return self.decode(self.with_vectors(input_ids, inputs_embeds, vectors), vectors, **texts)


class LightOnOcrForConditionalGeneration(llava.ImageTextCausalLM, LightOnOcrPreTrainedModel):
    base_class = LightOnOcrModel


HEADS = {
    "base": LightOnOcrModel,
    "vision2seq": LightOnOcrForConditionalGeneration,
    "image-text-to-text": LightOnOcrForConditionalGeneration,
    "multimodal-lm": LightOnOcrForConditionalGeneration,
}
