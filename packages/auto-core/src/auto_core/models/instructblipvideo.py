"""InstructBLIP for videos: Dai et al., 2023, arXiv:2305.06500.

InstructBLIP whose queries attend to each frame of a video; the vectors of all frames stand among
the tokens of the language model.

b batch, f frames, c H W pixels, p patches, q queries, i tokens of the instruction, l hidden of the
language model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.instructblipvideo import (
    InstructBlipVideoConfig,
    InstructBlipVideoQFormerConfig,
    InstructBlipVideoVisionConfig,
)
from auto_core.errors import InputError
from auto_core.outputs import InstructBlipVideoForConditionalGenerationModelOutput

from .. import ops
from . import instructblip


class InstructBlipVideoVisionModel(instructblip.InstructBlipVisionModel):
    __doc__ = instructblip.InstructBlipVisionModel.__doc__
    config_class = InstructBlipVideoVisionConfig


class InstructBlipVideoPreTrainedModel(instructblip.InstructBlipPreTrainedModel):
    """What all models of InstructBLIP for videos share."""

    config_class = InstructBlipVideoConfig


class InstructBlipVideoQFormerModel(
    instructblip.InstructBlipQFormerModel, InstructBlipVideoPreTrainedModel
):
    __doc__ = instructblip.InstructBlipQFormerModel.__doc__
    config_class = InstructBlipVideoQFormerConfig


def each_frame(x, frames):
    """[b i] -> [b*f i], each row for every frame of its video."""
    batch, tokens = ops.shape(x)
    repeated = ops.expand(ops.unsqueeze(x, 1), (batch, frames, tokens))
    return ops.reshape(repeated, (batch * frames, tokens))


class OfFrames:
    """Videos instead of images; mixed in before a model of InstructBLIP."""

    config: Any
    vision_class, qformer_class = InstructBlipVideoVisionModel, InstructBlipVideoQFormerModel
    output_class = InstructBlipVideoForConditionalGenerationModelOutput
    lacks_token = (
        "config.video_token_index is None: set it to the id of <video>, which a text has "
        "num_query_tokens times for each frame."
    )

    @property
    def vector_token(self) -> int | None:
        """The id of the tokens that vectors stand for."""
        return self.config.video_token_index

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        token = self.vector_token
        if token is None or len(shape) != 5 or not all(isinstance(n, int) for n in shape[:2]):
            return {}
        return {"pixel_values": (token, shape[0] * shape[1] * self.config.num_query_tokens)}

    def encoded(self, pixel_values, **options: Any):
        """The image encoder's output for all frames [b*f p e]."""
        pixel_values = None if pixel_values is None else ops.asarray(pixel_values)
        shape = () if pixel_values is None else ops.shape(pixel_values)
        if len(shape) != 5:
            raise InputError(
                f"pixel_values have {len(shape)} axes, expected [batch, frames, channels, height, "
                "width]."
            )
        frames = ops.reshape(pixel_values, (shape[0] * shape[1], *shape[2:]))
        return super().encoded(frames, **options)  # type: ignore[misc]

    def instructed(self, images, ids, mask, **options: Any):
        """The Q-Former's output for frames [b*f p e] and instructions [b i]; the vectors
        [b f*q l] of the queries."""
        if ids is None:
            raise InputError("Pass qformer_input_ids [batch, tokens], the instruction.")
        ids = ops.asarray(ids)
        batch = ops.shape(ids)[0]
        frames = ops.shape(images)[0] // batch
        mask = None if mask is None else each_frame(ops.asarray(mask), frames)
        ids = each_frame(ids, frames)
        output, vectors = super().instructed(images, ids, mask, **options)  # type: ignore[misc]
        _, queries, size = ops.shape(vectors)
        return output, ops.reshape(vectors, (batch, frames * queries, size))


class InstructBlipVideoModel(
    OfFrames, instructblip.InstructBlipModel, InstructBlipVideoPreTrainedModel
):
    """InstructBLIP for videos with a language model without a head.

    Args of `forward`:
        pixel_values: [b f c H W].
        qformer_input_ids: [b i], the instruction for the queries; with qformer_attention_mask.
        input_ids: [b t], with a token for each query of each frame, or inputs_embeds [b t l].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        decoder_input_ids: [b t], with decoder_attention_mask; of language models with an encoder.
        interpolate_pos_encoding: take frames of other sizes than the model's.
    """


class InstructBlipVideoForConditionalGeneration(
    OfFrames, instructblip.InstructBlipForConditionalGeneration, InstructBlipVideoPreTrainedModel
):
    """InstructBLIP for videos that writes.

    Args of `forward`: as InstructBlipVideoModel's, and
        labels: [b t], -100 where they do not count: of the last tokens, or what a decoder writes.
    """

    def get_video_features(
        self,
        pixel_values,
        qformer_input_ids=None,
        qformer_attention_mask=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The outputs of the image encoder and of the queries, and the vectors [b f*q l] of videos
        for the language model as `pooler_output`."""
        return self.get_image_features(
            pixel_values,
            qformer_input_ids,
            qformer_attention_mask,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


HEADS = {
    "base": InstructBlipVideoModel,
    "vision2seq": InstructBlipVideoForConditionalGeneration,
    "image-text-to-text": InstructBlipVideoForConditionalGeneration,
    "multimodal-lm": InstructBlipVideoForConditionalGeneration,
}
