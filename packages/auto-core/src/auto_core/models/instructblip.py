"""InstructBLIP: Dai et al., 2023, arXiv:2305.06500.

BLIP-2 whose queries read the instruction too: they and its tokens attend to each other.

b batch, q queries, t tokens of the text, i tokens of the instruction, l hidden of the language
model.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.instructblip import (
    InstructBlipConfig,
    InstructBlipQFormerConfig,
    InstructBlipVisionConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithVisionQformerOutputs,
    InstructBlipForConditionalGenerationModelOutput,
)

from .. import nn, ops
from ..blocks import parts
from . import blip_2


class InstructBlipVisionModel(blip_2.Blip2VisionModel):
    __doc__ = blip_2.Blip2VisionModel.__doc__
    config_class = InstructBlipVisionConfig


class InstructBlipPreTrainedModel(blip_2.Blip2PreTrainedModel):
    """What all InstructBLIP models share."""

    config_class = InstructBlipConfig


class InstructBlipQFormerEmbeddings(blip_2.Blip2TextEmbeddings):
    """Queries, and the embeddings of the instruction behind them, normalised."""

    def __init__(self, config: InstructBlipQFormerConfig):
        super().__init__(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, position_ids=None, query_embeds=None):  # -> [b q+i d]
        found = [] if query_embeds is None else [query_embeds]
        if input_ids is not None:
            found.append(super().forward(input_ids, position_ids))
        if not found:
            raise InputError("Pass input_ids, query_embeds or both.")
        hidden = found[0] if len(found) == 1 else ops.cat(found, 1)
        return self.dropout(self.layernorm(hidden))


class InstructBlipQFormerModel(InstructBlipPreTrainedModel):
    """The querying transformer, which reads an instruction.

    Args of `forward`:
        input_ids: [b i], with position_ids [b i].
        attention_mask: [b q+i], 1 for queries and tokens and 0 for padding.
        query_embeds: [b q d].
        encoder_hidden_states: [b p e], what queries attend to; encoder_attention_mask [b p].
    """

    config_class = InstructBlipQFormerConfig
    base_model_prefix = "qformer"
    main_input_name = "input_ids"

    def __init__(self, config: InstructBlipQFormerConfig):
        super().__init__(config)
        self.embeddings = InstructBlipQFormerEmbeddings(config)
        self.encoder = blip_2.Blip2QFormerEncoder(config)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        query_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.encoder(
            self.embeddings(input_ids, position_ids, query_embeds),
            attention_mask,
            encoder_hidden_states,
            encoder_attention_mask,
            queries=0 if query_embeds is None else ops.shape(query_embeds)[1],
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class Instructed(blip_2.QueriesAmongTokens):
    """The queries' vectors, made for an instruction, at the tokens of an image."""

    vision_class, qformer_class = InstructBlipVisionModel, InstructBlipQFormerModel
    output_class = InstructBlipForConditionalGenerationModelOutput

    def instructed(self, images, ids, mask, **options: Any):
        """The Q-Former's output for images [b p e] and instructions [b i]; the vectors [b q l] of
        the queries."""
        if ids is None:
            raise InputError("Pass qformer_input_ids [batch, tokens], the instruction.")
        batch, count, _ = ops.shape(self.queries(images))
        ids = ops.asarray(ids)
        mask = ops.ones(ops.shape(ids), like=ids, dtype="int64") if mask is None else mask
        mask = ops.asarray(mask)
        every = ops.ones((batch, count), like=mask, dtype=ops.dtype(mask))
        mask = ops.cat([every, mask], 1)
        output = self.asked(images, input_ids=ids, attention_mask=mask, **options)
        return output, self.language_projection(output.last_hidden_state[:, :count])


class InstructBlipModel(Instructed, InstructBlipPreTrainedModel):
    """InstructBLIP with a language model without a head.

    Args of `forward`:
        pixel_values: [b c H W].
        qformer_input_ids: [b i], the instruction for the queries; with qformer_attention_mask.
        input_ids: [b t], with a token for each query, or inputs_embeds [b t l].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        decoder_input_ids: [b t], with decoder_attention_mask; of language models with an encoder.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    def made_language_model(self, config: InstructBlipConfig) -> Any:
        return parts.build(config.text_config)

    def forward(
        self,
        pixel_values=None,
        qformer_input_ids=None,
        qformer_attention_mask=None,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        inputs_embeds=None,
        *,
        interpolate_pos_encoding: bool = False,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        image = self.encoded(
            pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        queries, vectors = self.instructed(
            image.last_hidden_state, qformer_input_ids, qformer_attention_mask, **requests
        )
        embeddings = self.merged(input_ids, inputs_embeds, vectors)
        given: dict[str, Any] = {"use_cache": use_cache, **requests, "return_dict": True}
        given |= {"inputs_embeds": embeddings, "attention_mask": attention_mask}
        if not self.config.use_decoder_only_language_model:
            given["decoder_input_ids"] = decoder_input_ids
            given["decoder_attention_mask"] = decoder_attention_mask
        return self.output_class(
            vision_outputs=image,
            qformer_outputs=queries,
            language_model_outputs=self.language_model(**given),
        )


class InstructBlipForConditionalGeneration(Instructed, InstructBlipPreTrainedModel):
    """InstructBLIP that writes.

    Args of `forward`: as InstructBlipModel's, and
        labels: [b t], -100 where they do not count: of the last tokens, or what a decoder writes.
    """

    def get_image_features(
        self,
        pixel_values,
        qformer_input_ids=None,
        qformer_attention_mask=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The outputs of the image encoder and of the queries, and the vectors [b q l] of images
        for the language model as `pooler_output`."""
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        image = self.encoded(
            pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        queries, vectors = self.instructed(
            image.last_hidden_state, qformer_input_ids, qformer_attention_mask, **requests
        )
        return BaseModelOutputWithVisionQformerOutputs.of(
            image, pooler_output=vectors, vision_outputs=image, qformer_outputs=queries
        )

    def forward(
        self,
        pixel_values=None,
        qformer_input_ids=None,
        qformer_attention_mask=None,
        input_ids=None,
        attention_mask=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        inputs_embeds=None,
        labels=None,
        *,
        interpolate_pos_encoding: bool = False,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        image = self.encoded(
            pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        queries, vectors = self.instructed(
            image.last_hidden_state, qformer_input_ids, qformer_attention_mask, **requests
        )
        texts = dict(
            input_ids=input_ids,
            attention_mask=attention_mask,
            decoder_input_ids=decoder_input_ids,
            decoder_attention_mask=decoder_attention_mask,
            inputs_embeds=inputs_embeds,
            labels=labels,
        )
        return self.written(image, queries, vectors, texts, use_cache=use_cache, **requests)

    def hand_over(
        self,
        pixel_values=None,
        qformer_input_ids=None,
        qformer_attention_mask=None,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        *,
        interpolate_pos_encoding: bool = False,
    ):
        """The language model, and what it goes on from; for `generate`."""
        image = self.encoded(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        _, vectors = self.instructed(
            image.last_hidden_state, qformer_input_ids, qformer_attention_mask
        )
        return self.for_writing(vectors, input_ids, attention_mask, inputs_embeds)


HEADS = {
    "base": InstructBlipModel,
    "vision2seq": InstructBlipForConditionalGeneration,
    "image-text-to-text": InstructBlipForConditionalGeneration,
    "multimodal-lm": InstructBlipForConditionalGeneration,
}
