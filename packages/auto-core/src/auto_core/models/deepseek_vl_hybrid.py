"""DeepSeek-VL of images of two sizes: Lu et al., 2024, arXiv:2403.05525.

Each image is read small by SigLIP and large by SAM's encoder; half of a vector is of either.

n images, p patches of an image, e channels of SAM's encoder, d hidden, y x map, c H W pixels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.deepseek_vl_hybrid import DeepseekVLHybridConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithHighResVisionEncodings

from .. import nn, ops
from ..blocks import parts
from . import deepseek_vl, llava
from .sam import SamVisionNeck


class DeepseekVLSamVisionProj(nn.Module):
    """A map, resized to four times the grid of the small image's patches, halved twice."""

    def __init__(self, config: DeepseekVLHybridConfig):
        super().__init__()
        vision, size = config.vision_config, config.high_res_vision_config.output_channels
        self.side = 4 * (vision.image_size // vision.patch_size)
        options: dict[str, Any] = dict(stride=2, padding=1, bias=False)
        self.conv1 = nn.Conv2d(size, 2 * size, 3, **options)
        self.conv2 = nn.Conv2d(2 * size, 4 * size, 3, **options)

    def forward(self, image):  # [n y x e] -> [n p 4e]
        target = self.side, self.side
        image = ops.interpolate(image, target, mode="bilinear", align_corners=False)
        image = self.conv2(self.conv1(image))
        images, rows, columns, size = ops.shape(image)
        return ops.reshape(image, (images, rows * columns, size))


class DeepseekVLHybridAligner(nn.Module):
    """A layer for the patches of either encoder, and one for both."""

    def __init__(self, config: DeepseekVLHybridConfig):
        super().__init__()
        d = config.text_config.hidden_size
        self.vision_proj = nn.Linear(config.vision_config.hidden_size, d // 2)
        high = config.high_res_vision_config.output_channels * 4
        self.high_res_vision_proj = nn.Linear(high, d // 2)
        self.proj = nn.Linear(d, d)

    def forward(self, patches, high):  # [n p e], [n p 4e] -> [n p d]
        both = ops.cat([self.high_res_vision_proj(high), self.vision_proj(patches)], -1)
        return self.proj(ops.gelu(both, approximate="none"))


class DeepseekVLHybridPreTrainedModel(deepseek_vl.DeepseekVLPreTrainedModel):
    config_class = DeepseekVLHybridConfig
    prefill_inputs = ("pixel_values", "high_res_pixel_values")
    aligner_class = DeepseekVLHybridAligner


class DeepseekVLHybridModel(deepseek_vl.AlignedModel, DeepseekVLHybridPreTrainedModel):
    """DeepSeek-VL without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        high_res_pixel_values: [n c H W], of the same images, larger.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
    """

    def __init__(self, config: DeepseekVLHybridConfig):
        super().__init__(config)
        self.high_res_vision_model = parts.build(config.high_res_vision_config)
        self.high_res_vision_neck = SamVisionNeck(config.high_res_vision_config)
        self.high_res_vision_proj = DeepseekVLSamVisionProj(config)
        self.high_res_vision_alpha = nn.Parameter((1,), init="zeros")

    def get_image_features(
        self,
        pixel_values,
        high_res_pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Both image encoders' outputs, with the vectors [n p d] of images as `pooler_output`."""
        if high_res_pixel_values is None:
            raise InputError(
                "pixel_values came without high_res_pixel_values: pass what the processor gave."
            )
        counts = [ops.shape(x)[0] for x in (pixel_values, high_res_pixel_values)]
        if all(isinstance(n, int) for n in counts) and counts[0] != counts[1]:
            raise InputError(
                f"high_res_pixel_values are {counts[1]} images, and pixel_values {counts[0]}."
            )
        options: dict[str, Any] = dict(output_attentions=output_attentions, return_dict=True)
        low = self.vision_model(pixel_values, output_hidden_states=output_hidden_states, **options)
        high = self.high_res_vision_model(
            high_res_pixel_values, output_hidden_states=True, **options
        )
        # The states of the first layer with global attention, behind those of the embeddings.
        layer = self.config.high_res_vision_config.global_attn_indexes[0] + 1
        early = self.high_res_vision_proj(self.high_res_vision_neck(high.hidden_states[layer]))
        late = self.high_res_vision_proj(ops.permute(high.last_hidden_state, (0, 2, 3, 1)))
        patches = late + early * ops.cast(ops.asarray(self.high_res_vision_alpha), ops.dtype(late))
        return BaseModelOutputWithHighResVisionEncodings(
            last_hidden_state=low.last_hidden_state,
            pooler_output=self.aligner(low.last_hidden_state, patches),
            hidden_states=low.hidden_states,
            attentions=low.attentions,
            high_res_vision_last_hidden_state=patches,
            high_res_vision_hidden_states=high.hidden_states,
            high_res_vision_attentions=high.attentions,
        )

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        high_res_pixel_values=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        rows, _ = self.image_rows(pixel_values, high_res_pixel_values=high_res_pixel_values)
        return self.decode(
            self.with_vectors(input_ids, inputs_embeds, rows),
            rows,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class DeepseekVLHybridForConditionalGeneration(
    llava.ImageTextCausalLM, DeepseekVLHybridPreTrainedModel
):
    base_class = DeepseekVLHybridModel


HEADS = {
    "base": DeepseekVLHybridModel,
    "vision2seq": DeepseekVLHybridForConditionalGeneration,
    "image-text-to-text": DeepseekVLHybridForConditionalGeneration,
    "multimodal-lm": DeepseekVLHybridForConditionalGeneration,
}
