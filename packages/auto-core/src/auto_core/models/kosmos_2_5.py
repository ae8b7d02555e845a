"""KOSMOS-2.5: Lv et al., 2023, arXiv:2309.11419.

Pix2Struct's encoder of patches of any aspect ratio, and KOSMOS-2's queries and decoder, which
writes the lines of a page with their boxes, or its markdown. Tokens of the image have a segment of
their own.

b batch, p patches, f 2 + numbers of a patch, q queries, t tokens, e size of a patch, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.kosmos_2_5 import (
    Kosmos2_5Config,
    Kosmos2_5TextConfig,
    Kosmos2_5VisionConfig,
)
from auto_core.initializers import Normal
from auto_core.outputs import (
    Kosmos2_5ForConditionalGenerationModelOutput,
    Kosmos2_5ModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.layer_drop import LayerDrop
from . import kosmos_2, pix2struct

# --- texts -------------------------------------------------------------------------------------


class Kosmos2_5TextBlock(kosmos_2.Kosmos2TextBlock):
    inner_norm = False

    def __init__(self, config: Kosmos2_5TextConfig):
        super().__init__(config)
        self.layer_drop = LayerDrop(0.0)


class Kosmos2_5PreTrainedModel(kosmos_2.Kosmos2PreTrainedModel):
    """What all KOSMOS-2.5 models share."""

    config_class = Kosmos2_5Config
    prefill_inputs = (
        *("flattened_patches", "width", "height"),
        *("image_embeds", "image_embeds_position_mask"),
    )

    @property
    def initializers(self):
        return ((r"latent_query$", Normal(1.0)),)


class Kosmos2_5TextTransformer(kosmos_2.Kosmos2TextTransformer, Kosmos2_5PreTrainedModel):
    """The decoder.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d], not scaled.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        image_embeds: [b q d], the vectors of images, at the tokens [b t] where
            image_embeds_position_mask is 1; where it is not 0, tokens are of the image's segment.
        position_ids: [b t], rows of the sinusoids; by default those behind the id of padding,
            which padding has.
        past_key_values: a KeyValueCache from an earlier call.
    """

    config_class = Kosmos2_5TextConfig
    layer_class = Kosmos2_5TextBlock

    def __init__(self, config: Kosmos2_5TextConfig):
        super().__init__(config)
        self.segment_emb = nn.Embedding(2, config.embed_dim)

    def marks(self, mask):  # [b t] -> [b t]
        return ops.cast(mask == 1, "int64")

    def scaled(self, embeddings, mask):  # [b t d], [b p] or None -> [b t d]
        if mask is None:
            segment = ops.zeros((1, 1), like=embeddings, dtype="int64")
        else:
            segment = kosmos_2.until(ops.cast(mask != 0, "int64"), embeddings)
        return embeddings * self.scale + self.segment_emb(segment)


class Kosmos2_5TextModel(kosmos_2.Kosmos2TextModel, Kosmos2_5PreTrainedModel):
    """The decoder as a part; called as `Kosmos2_5TextTransformer`."""

    config_class = Kosmos2_5TextConfig
    base_class = Kosmos2_5TextTransformer


class Kosmos2_5TextForCausalLM(kosmos_2.Kosmos2TextForCausalLM, Kosmos2_5PreTrainedModel):
    """The decoder with the next token's logits: labels [b t] are the input_ids themselves, -100
    where they do not count. Other inputs as `Kosmos2_5TextTransformer`."""

    config_class = Kosmos2_5TextConfig
    base_class = Kosmos2_5TextTransformer


# --- patches -----------------------------------------------------------------------------------


class Kosmos2_5VisionAttention(pix2struct.Pix2StructVisionAttention):
    scaled = True


class Kosmos2_5VisionLayer(pix2struct.Pix2StructVisionLayer):
    attention_class = Kosmos2_5VisionAttention


class Kosmos2_5VisionEncoder(pix2struct.Pix2StructVisionEncoder):
    layer_class = Kosmos2_5VisionLayer


class Kosmos2_5VisionModel(pix2struct.Pix2StructVisionModel):
    """The encoder of patches.

    Args of `forward`:
        flattened_patches: [b p f], of each patch its row and column from 1 on and its pixels; all
            0 for padding.
        attention_mask: [b p], 1 for patches and 0 for padding; by default those are patches whose
            numbers have a sum other than 0.
    """

    config_class = Kosmos2_5VisionConfig
    encoder_class = Kosmos2_5VisionEncoder


# --- both --------------------------------------------------------------------------------------


def of_length_one(vectors):
    """Vectors [... e] divided by their length; zeros stay zeros."""
    length = ops.sqrt(ops.sum(vectors * vectors, -1, keepdim=True))
    return vectors / ops.clamp(length, min=1e-12)


class PatchesAndTexts(kosmos_2.TextPart, Kosmos2_5PreTrainedModel):
    """The parts of both models."""

    text_class: Any = Kosmos2_5TextModel

    def __init__(self, config: Kosmos2_5Config):
        super().__init__(config)
        self.text_model = self.text_class(config.text_config)
        self.vision_model = Kosmos2_5VisionModel(config.vision_config)
        self.image_to_text_projection = kosmos_2.Kosmos2ImageToTextProjection(config)

    def vectors(self, flattened_patches, **requests: Any) -> dict[str, Any]:
        """The queries' vectors [b q d] of images, with what they are of."""
        output = self.vision_model(
            flattened_patches=flattened_patches, **requests, return_dict=True
        )
        recorder = Recorder(attentions=requests["output_attentions"], hidden_states=False)
        features = of_length_one(output.last_hidden_state)
        found = self.image_to_text_projection(features, Attention(recorder))
        weights = recorder.attentions
        return dict(
            image_embeds=found,
            projection_attentions=weights[0] if weights else None,
            vision_model_output=output,
        )

    def read(
        self,
        flattened_patches=None,
        image_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        **texts: Any,
    ):
        """The decoder's output, and what there is of images."""
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        found: dict[str, Any] = dict(image_embeds=image_embeds)
        if image_embeds is None and flattened_patches is not None:
            found = self.vectors(flattened_patches, **requests)
        output = self.text_model(
            image_embeds=found["image_embeds"], **texts, **requests, return_dict=True
        )
        return output, found


class Kosmos2_5Model(PatchesAndTexts):
    """KOSMOS-2.5 without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        flattened_patches: [b p f], of each patch of an image its row and column from 1 on and its
            pixels; or image_embeds [b q d], the image's vectors.
        width, height: [b], of the image as it was resized; returned as they are.
        image_embeds_position_mask: [b t], 1 where the vectors of the image stand, -1 at the tokens
            around them.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], rows of the sinusoids; by default those behind the id of padding.
        past_key_values: a KeyValueCache from an earlier call.
    """

    def forward(
        self,
        input_ids=None,
        flattened_patches=None,
        width=None,
        height=None,
        image_embeds_position_mask=None,
        attention_mask=None,
        past_key_values=None,
        image_embeds=None,
        inputs_embeds=None,
        position_ids=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output, found = self.read(
            flattened_patches,
            image_embeds,
            past_key_values=past_key_values,
            input_ids=input_ids,
            inputs_embeds=inputs_embeds,
            image_embeds_position_mask=image_embeds_position_mask,
            attention_mask=attention_mask,
            position_ids=position_ids,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return Kosmos2_5ModelOutput.of(output, width=width, height=height, **found)


class Kosmos2_5ForConditionalGeneration(PatchesAndTexts):
    """The next token of texts with images: labels [b t] are the input_ids themselves, -100 where
    they do not count. Other inputs as `Kosmos2_5Model`."""

    base_class = Kosmos2_5Model
    text_class = Kosmos2_5TextForCausalLM

    def forward(
        self,
        width=None,
        height=None,
        labels=None,
        *,
        logits_to_keep: Any = 0,
        **inputs: Any,
    ):
        output, found = self.read(labels=labels, logits_to_keep=logits_to_keep, **inputs)
        return Kosmos2_5ForConditionalGenerationModelOutput.of(
            output, width=width, height=height, **found
        )


HEADS = {
    "base": Kosmos2_5Model,
    "vision2seq": Kosmos2_5ForConditionalGeneration,
    "image-text-to-text": Kosmos2_5ForConditionalGeneration,
    "multimodal-lm": Kosmos2_5ForConditionalGeneration,
}
