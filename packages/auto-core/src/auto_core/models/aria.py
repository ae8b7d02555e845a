"""Aria: Li et al., 2024, arXiv:2410.05993.

Idefics3's image encoder; learned queries attend to the patches of an image, and more of them to
larger images. The language model is a mixture of experts.

n images, p patches of an image, q vectors of an image, e hidden of the image encoder, d hidden,
c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.aria import AriaConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    AriaCausalLMOutputWithPast,
    AriaModelOutputWithPast,
    BaseModelOutputWithPooling,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention
from ..blocks.patches import check_images, check_pixel_mask
from . import llava
from .idefics3 import Idefics3Model
from .siglip import SiglipPoolingAttention


class AriaProjectorMLP(nn.Module):
    def __init__(self, size: int, d: int):
        super().__init__()
        self.linear_in = nn.Linear(size, d, bias=False)
        self.linear_out = nn.Linear(d, d, bias=False)

    def forward(self, hidden):  # [n q e] -> [n q d]
        return self.linear_out(ops.gelu(self.linear_in(hidden), approximate="tanh"))


class AriaCrossAttention(nn.Module):
    """Attention of queries to patches, each projected twice."""

    def __init__(self, config: AriaConfig):
        super().__init__()
        size = config.vision_config.hidden_size
        self.q_proj = nn.Linear(size, size, bias=False)
        self.k_proj = nn.Linear(size, size, bias=False)
        self.v_proj = nn.Linear(size, size, bias=False)
        self.multihead_attn = SiglipPoolingAttention(config.vision_config)
        self.linear = nn.Linear(size, size)
        self.layer_norm = nn.LayerNorm(size, eps=1e-5)
        self.layer_norm_kv = nn.LayerNorm(size, eps=1e-5)

    def forward(self, patches, queries, attend):  # [n p e], [n q e] -> [n q e]
        query, patches = self.q_proj(self.layer_norm(queries)), self.layer_norm_kv(patches)
        key, value = self.k_proj(patches), self.v_proj(patches)
        return self.linear(self.multihead_attn.attended(query, key, value, attend))


class AriaProjector(nn.Module):
    """As many vectors of an image as the config has for its number of patches."""

    def __init__(self, config: AriaConfig):
        super().__init__()
        size = config.vision_config.hidden_size
        self.counts = dict(config.projector_patch_to_query_dict or {})
        self.query = nn.Parameter((max(self.counts.values()), size), init="zeros")
        self.cross_attn = AriaCrossAttention(config)
        self.layer_norm = nn.LayerNorm(size, eps=1e-5)
        self.feed_forward = AriaProjectorMLP(size, config.text_config.hidden_size)

    def queries(self, patches: Any) -> Any:
        """How many vectors an image of so many patches has."""
        if isinstance(patches, int):
            if patches not in self.counts:
                raise InputError(
                    f"The images have {patches} patches, expected one of {sorted(self.counts)} "
                    "(the config's projector_patch_to_query_dict)."
                )
            return self.counts[patches]
        known = self.counts.items()
        return sum(ops.cast(patches == n, "int32") * count for n, count in known)

    def forward(self, patches, patch_mask=None):  # [n p e], [n p] -> [n q d]
        images, count, size = ops.shape(patches)
        queries = ops.asarray(self.query)[: self.queries(count)]
        wanted = ops.shape(queries)[0]
        queries = ops.expand(ops.unsqueeze(queries, 0), (images, wanted, size))
        attend = Attention(Recorder(), attention_masks.boolean_mask(patch_mask))
        return self.feed_forward(self.layer_norm(self.cross_attn(patches, queries, attend)))


class AriaPreTrainedModel(llava.LlavaPreTrainedModel):
    """What all Aria models share."""

    config_class = AriaConfig
    renames = (
        (r"\.mlp\.experts\.gate_up_proj$", ".mlp.experts.fc1.weight"),
        (r"\.mlp\.experts\.down_proj$", ".mlp.experts.fc2.weight"),
        *llava.RENAMES,
    )
    prefill_inputs = ("pixel_values", "pixel_mask")
    static_inputs = ()
    projector_class = AriaProjector

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not all(isinstance(n, int) for n in shape):
            return {}
        config, patch = self.config, self.config.vision_config.patch_size
        patches = (shape[2] // patch) * (shape[3] // patch)
        each = config.projector_patch_to_query_dict.get(patches)
        return {} if each is None else {"pixel_values": (config.image_token_id, shape[0] * each)}


class AriaModel(llava.TowerAndDecoder, AriaPreTrainedModel):
    """Aria without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        pixel_mask: [n H W], 1 for pixels and 0 for padding.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        output_router_logits: by default the config's.
    """

    patch_mask = Idefics3Model.patch_mask
    patches_of = Idefics3Model.patches_of

    def get_image_features(
        self,
        pixel_values,
        pixel_mask=None,
        *,
        vision_feature_layer: int | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with the vectors [n q d] of images as `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        mask = None
        if pixel_mask is not None:
            check_images(pixel_values)
            check_pixel_mask("pixel_mask", ops.asarray(pixel_mask), ops.asarray(pixel_values))
            mask = self.patch_mask(ops.asarray(pixel_mask))
        output = self.vision_tower(
            pixel_values,
            mask,
            output_hidden_states=True,
            output_attentions=output_attentions,
            return_dict=True,
        )
        layer = self.config.vision_feature_layer
        layer = layer if vision_feature_layer is None else vision_feature_layer
        patches = output.hidden_states[layer]
        if mask is not None:
            mask = ops.reshape(mask, ops.shape(patches)[:2])
        vectors = self.multi_modal_projector(patches, mask)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        pixel_mask=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        vectors, rows = self.image_rows(pixel_values, pixel_mask=pixel_mask)
        output = self.text(
            inputs_embeds=self.with_vectors(input_ids, inputs_embeds, rows),
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            output_router_logits=output_router_logits,
            return_dict=True,
        )
        return AriaModelOutputWithPast.of(output, image_hidden_states=vectors)


class AriaForConditionalGeneration(llava.ImageTextCausalLM, AriaPreTrainedModel):
    base_class = AriaModel
    output_class = AriaCausalLMOutputWithPast


HEADS = {
    "base": AriaModel,
    "vision2seq": AriaForConditionalGeneration,
    "image-text-to-text": AriaForConditionalGeneration,
    "multimodal-lm": AriaForConditionalGeneration,
}
