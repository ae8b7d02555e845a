"""LLaVA: Liu et al., 2023, arXiv:2304.08485; LLaVA-1.5: arXiv:2310.03744.

The patches of an image encoder, from one or several of its layers, projected to vectors of a
language model and put at the tokens of images.

b batch, t tokens, n images, p patches of an image, m vectors of all images, d hidden, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.llava import ChosenLayersConfig, LlavaConfig
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    LlavaCausalLMOutputWithPast,
    LlavaOnevisionCausalLMOutputWithPast,
)
from auto_core.pretrained.static import static_rows

from .. import nn, ops
from ..blocks import parts
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import AmongTokens, ImageTokenChecks

# Image encoders whose class token stands before the patches, and those without one.
CLASS_TOKENS = {"clip_vision_model": 1, "siglip_vision_model": 0}

# As published, and as transformers 4 and 5 write them.
RENAMES = (
    (r"^language_model\.lm_head\.", "lm_head."),
    (r"^language_model\.model\.", "model.language_model."),
    (r"^language_model\.", "model.language_model."),
    (r"^vision_tower\.", "model.vision_tower."),
    (r"^multi_modal_projector\.", "model.multi_modal_projector."),
    (r"^model\.vision_tower\.vision_model\.", "model.vision_tower."),
)


class LlavaMultiModalProjector(nn.Module):
    """Two layers, from the image encoder's patches to the language model's size."""

    def __init__(self, config: ChosenLayersConfig):
        super().__init__()
        d, bias = config.text_config.hidden_size, config.multimodal_projector_bias
        inputs = config.vision_config.hidden_size * len(config.feature_layers)
        self.linear_1 = nn.Linear(inputs, d, bias=bias)
        self.linear_2 = nn.Linear(d, d, bias=bias)
        self.activation = activation(config.projector_hidden_act)

    def forward(self, patches):
        return self.linear_2(self.activation(self.linear_1(patches)))


class LlavaPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all LLaVA models share."""

    config_class = LlavaConfig
    base_model_prefix = "model"
    renames = RENAMES
    head_parts = (r"^(language_model\.)?lm_head\.",)
    prefill_inputs = ("pixel_values",)
    static_inputs = ("image_sizes", "vision_feature_layer")
    ids_without_rows = ("image_token_id",)
    # The parts that variations of this family replace.
    projector_class: Any = LlavaMultiModalProjector

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        pixels, config = inputs.get("pixel_values"), self.config
        shape: tuple[Any, ...] = () if pixels is None else tuple(getattr(pixels, "shape", ()))
        extra = CLASS_TOKENS.get(config.vision_config.model_type)
        if len(shape) != 4 or extra is None or not all(isinstance(n, int) for n in shape):
            return {}
        count, _, height, width = shape
        patch = config.vision_config.patch_size
        strategy = inputs.get("vision_feature_select_strategy")
        first = (strategy or config.vision_feature_select_strategy) == "default"
        each = (height // patch) * (width // patch) + extra - int(first)
        return {"pixel_values": (config.image_token_id, count * each)}


class TowerAndDecoder(AmongTokens):
    """An image encoder, a projector and a language model; mixed in before a family's base."""

    projector_class: Any

    def __init__(self, config: Any):
        super().__init__(config)  # type: ignore[call-arg]
        self.add_tower(config)
        if self.projector_class is not None:
            self.multi_modal_projector = self.projector_class(config)
        setattr(self, self.text_name, self.made_decoder(config))

    def add_tower(self, config: Any) -> None:
        """Make the image encoder."""
        self.vision_tower = parts.build(config.vision_config)

    def made_decoder(self, config: Any) -> Any:
        """The language model."""
        return parts.build(config.text_config)

    def get_image_features(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        """The image encoder's output, with the vectors [n p d] of images as `pooler_output`."""
        output = self.vision_tower(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.multi_modal_projector(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)


class ChosenLayersModel(TowerAndDecoder):
    """A model of equal tiles of images, whose layers in the image encoder may be chosen.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a tile, or inputs_embeds [b t d].
        pixel_values: [n c H W], tiles of all images, and frames of videos.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        vision_feature_layer, vision_feature_select_strategy: instead of the config's.
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
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors, rows = self.image_rows(
            pixel_values,
            vision_feature_layer=vision_feature_layer,
            vision_feature_select_strategy=vision_feature_select_strategy,
        )
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


class TilesModel(TowerAndDecoder):
    """A model of equal images or tiles, of all of whose patches vectors are made.

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


class LlavaModel(TowerAndDecoder, LlavaPreTrainedModel):
    """LLaVA without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of an image, or inputs_embeds [b t d].
        pixel_values: [n c H W], of all images.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        image_sizes: (height, width) of each image, for encoders of images of any size (Pixtral's);
            known when a graph is made.
        vision_feature_layer, vision_feature_select_strategy: instead of the config's.
    """

    def get_image_features(
        self,
        pixel_values,
        *,
        image_sizes: Any = None,
        vision_feature_layer: Any = None,
        vision_feature_select_strategy: str | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, with a vector [p d] of each patch of each image as
        `pooler_output`."""
        del output_hidden_states  # the layers are among them anyway
        sizes = static_rows("image_sizes", image_sizes)
        output = self.vision_tower(
            pixel_values,
            output_hidden_states=True,
            output_attentions=output_attentions,
            return_dict=True,
            **self.sizes(sizes),
        )
        patches = self.selected(output, vision_feature_layer, vision_feature_select_strategy)
        vectors = self.multi_modal_projector(patches)
        if sizes is None:
            pooled = tuple(vectors[i] for i in range(ops.shape(vectors)[0]))
        else:
            patch = self.config.vision_config.patch_size
            counts = [(height // patch) * (width // patch) for height, width in sizes]
            pooled = tuple(ops.split(vectors[0], counts, 0))
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def sizes(self, image_sizes) -> dict[str, Any]:
        """What the image encoder gets of images that are smaller than the largest."""
        return {} if image_sizes is None else {"image_sizes": image_sizes}

    def selected(self, output, layers: Any, strategy: str | None):
        """The patches [n p d] of the chosen layers."""
        layers = static_rows("vision_feature_layer", layers)
        chosen = self.config.feature_layers if layers is None else layers
        chosen = [chosen] if isinstance(chosen, int) else chosen
        states = [output.hidden_states[layer] for layer in chosen]
        if (strategy or self.config.vision_feature_select_strategy) == "default":
            states = [hidden[:, 1:] for hidden in states]
        return states[0] if len(states) == 1 else ops.cat(states, -1)

    def image_vectors(self, pixel_values, image_sizes, layers: Any, strategy: str | None):
        """[n c H W] -> [m d]"""
        if pixel_values is None:
            return None
        output = self.vision_tower(
            pixel_values, output_hidden_states=True, return_dict=True, **self.sizes(image_sizes)
        )
        vectors = self.multi_modal_projector(self.selected(output, layers, strategy))
        images, patches, d = ops.shape(vectors)
        return ops.reshape(vectors, (images * patches, d))

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
        vision_feature_select_strategy: str | None = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vectors = self.image_vectors(
            pixel_values, image_sizes, vision_feature_layer, vision_feature_select_strategy
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


class ImageTextCausalLM(CausalLM):
    """The next token of texts with images; see `CausalLM`."""

    model: Any
    output_class = LlavaCausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}

    def get_image_features(self, pixel_values, **options: Any):
        """See the base model."""
        return self.model.get_image_features(pixel_values, **options)


class VideoTextCausalLM(ImageTextCausalLM):
    """The next token of texts with images and videos; see `CausalLM`."""

    output_class = LlavaOnevisionCausalLMOutputWithPast

    def get_video_features(self, pixel_values_videos, **options: Any):
        """See the base model."""
        return self.model.get_video_features(pixel_values_videos, **options)


class LlavaForConditionalGeneration(ImageTextCausalLM, LlavaPreTrainedModel):
    base_class = LlavaModel


PREFIX = "Llava"
HEADS = {
    "base": LlavaModel,
    "pretraining": LlavaForConditionalGeneration,
    "vision2seq": LlavaForConditionalGeneration,
    "image-text-to-text": LlavaForConditionalGeneration,
    "multimodal-lm": LlavaForConditionalGeneration,
}
