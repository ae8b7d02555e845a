"""Outputs of models that find what a text names in an image.

b batch, q queries, d hidden, k pixels of all feature maps, t tokens of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs.base import ModelOutput


@dataclass(eq=False)
class GroundingDinoEncoderOutput(ModelOutput):
    last_hidden_state_vision: Any = None  # [b k d]
    last_hidden_state_text: Any = None  # [b t d]
    vision_hidden_states: Any = None
    text_hidden_states: Any = None
    attentions: Any = None  # image to text, text to image, text, image: each of all layers


@dataclass(eq=False)
class GroundingDinoModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b q d], the decoder's
    init_reference_points: Any = None  # [b q 4]
    intermediate_hidden_states: Any = None  # [b layers q d]
    intermediate_reference_points: Any = None  # [b layers q 4]
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None  # to queries, to the text, to the image: each of all layers
    encoder_last_hidden_state_vision: Any = None
    encoder_last_hidden_state_text: Any = None
    encoder_vision_hidden_states: Any = None
    encoder_text_hidden_states: Any = None
    encoder_attentions: Any = None
    enc_outputs_class: Any = None  # [b k max_text_len], with config.two_stage
    enc_outputs_coord_logits: Any = None  # [b k 4]
    encoder_logits: Any = None  # [b q max_text_len]
    encoder_pred_boxes: Any = None  # [b q 4]


@dataclass(eq=False)
class GroundingDinoObjectDetectionOutput(ModelOutput):
    loss: Any = None
    loss_dict: Any = None  # each loss by its name
    logits: Any = None  # [b q max_text_len], of each token; -inf at padding
    pred_boxes: Any = None  # [b q 4]: centre x, centre y, width, height as shares of the image
    auxiliary_outputs: Any = None  # logits and pred_boxes of each layer but the last
    last_hidden_state: Any = None
    init_reference_points: Any = None
    intermediate_hidden_states: Any = None
    intermediate_reference_points: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    encoder_last_hidden_state_vision: Any = None
    encoder_last_hidden_state_text: Any = None
    encoder_vision_hidden_states: Any = None
    encoder_text_hidden_states: Any = None
    encoder_attentions: Any = None
    enc_outputs_class: Any = None
    enc_outputs_coord_logits: Any = None
    encoder_logits: Any = None
    encoder_pred_boxes: Any = None
    input_ids: Any = None


@dataclass(eq=False)
class OmDetTurboObjectDetectionOutput(ModelOutput):
    loss: Any = None
    decoder_coord_logits: Any = None  # [b q 4]: centre x, centre y, width, height as shares
    decoder_class_logits: Any = None  # [b q c], of each image's classes
    init_reference_points: Any = None  # [1 k 4], boxes around all pixels as logits
    intermediate_reference_points: Any = None  # [b q 4], with which the last layer began
    encoder_coord_logits: Any = None  # [b q 4], of the pixels that were chosen
    encoder_class_logits: Any = None  # [b q c]
    encoder_extracted_states: Any = None  # maps [b d h w], the finest first
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None  # of queries and the task's tokens, and to the image
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    classes_structure: Any = None  # [b], the number of classes of each image
