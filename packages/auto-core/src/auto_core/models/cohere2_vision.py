"""Command A Vision: Cohere, 2025, https://cohere.com/blog/command-a-vision.

Aya Vision's network without a norm in the projector, on the image encoder's last hidden states.

n tiles, q vectors of a tile, d hidden, c H W pixels.
"""

from __future__ import annotations

from auto_core.configs.cohere2_vision import Cohere2VisionConfig

from . import llava
from .aya_vision import ShuffledPreTrainedModel, ShuffledProjector


class Cohere2VisionMultiModalProjector(ShuffledProjector):
    pass


class Cohere2VisionPreTrainedModel(ShuffledPreTrainedModel):
    """What all Command A Vision models share."""

    config_class = Cohere2VisionConfig
    projector_class = Cohere2VisionMultiModalProjector
    static_inputs = ()


class Cohere2VisionModel(llava.TowerAndDecoder, Cohere2VisionPreTrainedModel):
    """Command A Vision without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a tile, or inputs_embeds [b t d].
        pixel_values: [n c H W], tiles of all images.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
    """

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
        vectors, rows = self.image_rows(pixel_values)
        return self.decode(
            self.with_vectors(input_ids, inputs_embeds, rows),
            vectors,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Cohere2VisionForConditionalGeneration(llava.ImageTextCausalLM, Cohere2VisionPreTrainedModel):
    base_class = Cohere2VisionModel


HEADS = {
    "base": Cohere2VisionModel,
    "vision2seq": Cohere2VisionForConditionalGeneration,
    "image-text-to-text": Cohere2VisionForConditionalGeneration,
    "multimodal-lm": Cohere2VisionForConditionalGeneration,
}
