"""Qwen3-VL's mixtures of experts: Bai et al., 2025, arXiv:2511.21631.

Qwen3-VL's network whose language model has mixtures of experts.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints.transposed_experts import ReadsTransposedExperts
from auto_core.configs.qwen3_vl_moe import (
    Qwen3VLMoeConfig,
    Qwen3VLMoeTextConfig,
    Qwen3VLMoeVisionConfig,
)
from auto_core.outputs import MoeModelOutputWithPast

from ..blocks.moe_decoder import MoeCausalLM, routed_recorder
from . import qwen2_vl, qwen3_moe, qwen3_vl


class Qwen3VLMoeVisionModel(qwen3_vl.Qwen3VLVisionModel):
    """The vision encoder; called like Qwen3-VL's."""

    config_class = Qwen3VLMoeVisionConfig


class RoutedTextModel(qwen3_vl.Qwen3VLTextModel):
    """The language model without a head; called like Qwen3-VL's, with `output_router_logits`."""

    layer_class = qwen3_moe.Qwen3MoeDecoderLayer

    def layer(self, config: Any, index: int):
        return self.layer_class(config, index)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        visual_pos_masks=None,
        deepstack_visual_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        requests = output_attentions, output_hidden_states, output_router_logits
        recorder = routed_recorder(self.config, use_cache, *requests)
        inputs = (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds)
        after = qwen3_vl.deepstack(visual_pos_masks, deepstack_visual_embeds)
        output = self.run(recorder, *inputs, after=after)
        return MoeModelOutputWithPast.of(output, router_logits=recorder.router_logits)


class Qwen3VLMoeTextModel(ReadsTransposedExperts, RoutedTextModel):
    config_class = Qwen3VLMoeTextConfig


class RoutedModel(qwen2_vl.Qwen2VLModel):
    """Both encoders, without a head, of which the language model has experts.

    Args of `forward`, beside those of Qwen2VLModel:
        output_router_logits: by default the language model's config's.
    """

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        pixel_values=None,
        pixel_values_videos=None,
        mm_token_type_ids=None,
        *,
        image_grid_thw: Any = None,
        video_grid_thw: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        return self.run(
            (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds),
            {
                "image": (pixel_values, image_grid_thw),
                "video": (pixel_values_videos, video_grid_thw),
            },
            mm_token_type_ids,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            output_router_logits=output_router_logits,
        )


class RoutedGeneration(MoeCausalLM, qwen2_vl.ConditionalGeneration):
    """The next token of texts with images; see `MoeCausalLM`."""


class Qwen3VLMoePreTrainedModel(ReadsTransposedExperts, qwen3_vl.Qwen3VLPreTrainedModel):
    """What the models with images share."""

    config_class = Qwen3VLMoeConfig
    vision_class = Qwen3VLMoeVisionModel
    text_class = Qwen3VLMoeTextModel


class Qwen3VLMoeModel(RoutedModel, qwen3_vl.Qwen3VLModel, Qwen3VLMoePreTrainedModel):
    pass


class Qwen3VLMoeForConditionalGeneration(RoutedGeneration, Qwen3VLMoePreTrainedModel):
    base_class = Qwen3VLMoeModel


HEADS = {
    "base": Qwen3VLMoeModel,
    "vision2seq": Qwen3VLMoeForConditionalGeneration,
    "image-text-to-text": Qwen3VLMoeForConditionalGeneration,
    "multimodal-lm": Qwen3VLMoeForConditionalGeneration,
}
