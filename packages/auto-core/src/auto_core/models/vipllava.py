"""ViP-LLaVA: Cai et al., 2023, arXiv:2312.00784.

LLaVA with the patches of several layers of the image encoder, normalised.

b batch, n images, p patches of an image, t tokens, d hidden, c H W pixels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.vipllava import VipLlavaConfig
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn
from ..blocks.activations import activation
from . import llava


class VipLlavaMultiModalProjector(nn.Module):
    """A norm, and two layers to the language model's size."""

    def __init__(self, config: VipLlavaConfig):
        super().__init__()
        inputs = config.vision_config.hidden_size * len(config.feature_layers)
        d = config.text_config.hidden_size
        self.projector_layernorm = nn.LayerNorm(inputs, eps=config.projector_layernorm_eps)
        self.linear_1 = nn.Linear(inputs, d)
        self.linear_2 = nn.Linear(d, d)
        self.activation = activation(config.projector_hidden_act)

    def forward(self, patches):
        return self.linear_2(self.activation(self.linear_1(self.projector_layernorm(patches))))


class VipLlavaPreTrainedModel(llava.LlavaPreTrainedModel):
    config_class = VipLlavaConfig
    static_inputs = ("vision_feature_layer",)
    projector_class = VipLlavaMultiModalProjector


class VipLlavaModel(llava.TowerAndDecoder, VipLlavaPreTrainedModel):
    """ViP-LLaVA without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        vision_feature_layer: instead of the config's.
    """

    selected = llava.LlavaModel.selected

    def get_image_features(
        self,
        pixel_values,
        *,
        vision_feature_layer: Any = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with a vector of each patch [n p d] as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        output = self.vision_tower(
            pixel_values,
            output_hidden_states=True,
            output_attentions=output_attentions,
            return_dict=True,
        )
        vectors = self.multi_modal_projector(self.selected(output, vision_feature_layer, None))
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        vision_feature_layer: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors, rows = self.image_rows(pixel_values, vision_feature_layer=vision_feature_layer)
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


class VipLlavaForConditionalGeneration(llava.ImageTextCausalLM, VipLlavaPreTrainedModel):
    base_class = VipLlavaModel


HEADS = {
    "base": VipLlavaModel,
    "pretraining": VipLlavaForConditionalGeneration,
    "vision2seq": VipLlavaForConditionalGeneration,
    "image-text-to-text": VipLlavaForConditionalGeneration,
    "multimodal-lm": VipLlavaForConditionalGeneration,
}
