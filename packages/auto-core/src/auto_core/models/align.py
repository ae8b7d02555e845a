"""ALIGN: Jia et al., 2021, arXiv:2102.05918.

BERT and EfficientNet, trained on noisy pairs so that the embeddings of an image and its text are
similar.

m texts, t tokens, d hidden, n images, c channels, H W pixels, e joint embedding.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.align import AlignConfig, AlignTextConfig, AlignVisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant, XavierUniform
from auto_core.outputs import BaseModelOutputWithPooling, CLIPOutput

from .. import nn, ops
from . import efficientnet
from .bert import BertTower
from .clip import on_unit_sphere

SMOOTHING = 0.1  # of the labels in the loss


class AlignPreTrainedModel(nn.PreTrainedModel):
    """What all ALIGN models share."""

    config_class = AlignConfig
    base_model_prefix = "align"


class AlignTextModel(BertTower, AlignPreTrainedModel):
    config_class = AlignTextConfig
    base_model_prefix = "text_model"


class AlignVisionModel(efficientnet.EfficientNetModel, AlignPreTrainedModel):
    """EfficientNet without its last convolution.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [n c h w], pooler_output [n c],
        and on request hidden_states: after the stem and after each block.
    """

    config_class = AlignVisionConfig
    base_model_prefix = "vision_model"
    encoder_class = efficientnet.EfficientNetBlocks

    def get_input_embeddings(self):
        return self.embeddings.convolution


class AlignModel(AlignPreTrainedModel):
    """Both encoders: the similarity of each text to each image, as `logits_per_image` [n m].

    Args of `forward`:
        input_ids: [m t], of the texts, or inputs_embeds [m t d]; with attention_mask,
            token_type_ids and position_ids [m t].
        pixel_values: [n c H W].
        return_loss: return the loss too; text i belongs to image i.
    """

    initializers = ((r"^text_projection\.weight$", XavierUniform()),)

    def __init__(self, config: AlignConfig):
        super().__init__(config)
        self.text_model = AlignTextModel(config.text_config)
        self.vision_model = AlignVisionModel(config.vision_config)
        self.text_projection = nn.Linear(config.text_config.hidden_size, config.projection_dim)
        self.temperature = nn.Parameter((), init=Constant(config.temperature_init_value))

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def embed(self, output):
        """The embedding of each text [m e], from its first token."""
        return self.text_projection(output.last_hidden_state[:, 0])

    def get_text_features(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        **requests: bool,
    ):
        """The text encoder's output, whose `pooler_output` [m e] is projected."""
        output = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            return_dict=True,
            **requests,
        )
        return BaseModelOutputWithPooling.of(output, pooler_output=self.embed(output))

    def get_image_features(self, pixel_values, *, output_hidden_states: bool = False):
        """The image encoder's output, whose `pooler_output` [n e] is the images' embeddings."""
        return self.vision_model(
            pixel_values=pixel_values, output_hidden_states=output_hidden_states, return_dict=True
        )

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        return_loss: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        image = self.get_image_features(pixel_values, output_hidden_states=output_hidden_states)
        text = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        images, texts = on_unit_sphere(image.pooler_output), on_unit_sphere(self.embed(text))
        similarity = ops.matmul(texts, ops.transpose(images, 0, 1))
        per_text = similarity / ops.asarray(self.temperature)
        return CLIPOutput(
            loss=pair_loss(per_text) if return_loss else None,
            logits_per_image=ops.transpose(per_text, 0, 1),
            logits_per_text=per_text,
            text_embeds=texts,
            image_embeds=images,
            text_model_output=text,
            vision_model_output=image,
        )


def pair_loss(per_text) -> Any:
    """Smoothed cross-entropy of each text's own image [m n], and of each image's own text."""
    texts, images = ops.shape(per_text)
    if isinstance(texts, int) and isinstance(images, int) and texts != images:
        raise InputError(
            f"return_loss=True pairs texts with images: got {texts} texts and {images} images."
        )
    index = ops.unsqueeze(ops.arange(0, texts, like=per_text, dtype="int64"), 1)
    losses = []
    for logits in (per_text, ops.transpose(per_text, 0, 1)):
        rows = ops.log_softmax(logits, -1)
        own = ops.mean(ops.gather(rows, 1, index), (0, 1))
        losses.append(-(1 - SMOOTHING) * own - SMOOTHING * ops.mean(rows, (0, 1)))
    return (losses[0] + losses[1]) / 2


HEADS = {"base": AlignModel, "zero-shot-image-classification": AlignModel}
