"""AltCLIP: Chen et al., 2022, arXiv:2211.06679.

CLIP whose text encoder is XLM-RoBERTa, taught to give the embeddings of CLIP's own, in several
languages.

m texts, t tokens, d hidden, p hidden of CLIP's text encoder, n images, e joint embedding.
"""

from __future__ import annotations

from auto_core.configs._towers import BertTowerConfig
from auto_core.configs.altclip import AltCLIPConfig, AltCLIPTextConfig, AltCLIPVisionConfig
from auto_core.initializers import Constant
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn
from . import clip
from .bert import BertTower
from .chinese_clip import SegmentedDualEncoder


class AltCLIPPreTrainedModel(clip.CLIPPreTrainedModel):
    """What all AltCLIP models share."""

    config_class = AltCLIPConfig
    base_model_prefix = "altclip"
    renames = (  # transformers 5 gives the layers of both towers one name
        (r"(^|\.)vision_model\.encoder\.layer\.", r"\1vision_model.encoder.layers."),
        (r"(^|\.)roberta\.encoder\.layers\.", r"\1roberta.encoder.layer."),
    )

    @property
    def initializers(self):
        alone = isinstance(self.config, BertTowerConfig)
        return () if alone else clip.first_values(self.config)


class AltRobertaModel(BertTower, AltCLIPPreTrainedModel):
    config_class = AltCLIPTextConfig
    base_model_prefix = "roberta"
    counts_from_padding = True


class AltCLIPTextModel(AltCLIPPreTrainedModel):
    """XLM-RoBERTa, and a projection of each token.

    Args of `forward`:
        input_ids: [m t], or inputs_embeds [m t d].
        attention_mask: [m t], 1 for tokens and 0 for padding.
        token_type_ids, position_ids: [m t].

    Returns the projected tokens as `last_hidden_state` [m t p], the first one as `pooler_output`.
    """

    config_class = AltCLIPTextConfig
    base_model_prefix = "text_model"

    def __init__(self, config: AltCLIPTextConfig):
        super().__init__(config)
        self.roberta = AltRobertaModel(config, add_pooling_layer=False)
        self.transformation = nn.Linear(config.hidden_size, config.project_dim)
        self.pre_LN = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.roberta.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.roberta.set_input_embeddings(value)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.roberta(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        projected = self.transformation(self.pre_LN(output.last_hidden_state))
        return BaseModelOutputWithPooling.of(
            output, last_hidden_state=projected, pooler_output=projected[:, 0]
        )


class AltCLIPVisionModel(clip.CLIPVisionModel, AltCLIPPreTrainedModel):
    config_class = AltCLIPVisionConfig
    renames = ()


class AltCLIPModel(SegmentedDualEncoder, clip.CLIPModel, AltCLIPPreTrainedModel):
    text_class, vision_class = AltCLIPTextModel, AltCLIPVisionModel

    def add_head(self, config: AltCLIPConfig) -> None:
        text, e = config.text_config.project_dim, config.projection_dim
        self.visual_projection = nn.Linear(config.vision_config.hidden_size, e, bias=False)
        self.text_projection = nn.Linear(text, e, bias=False)
        self.logit_scale = nn.Parameter((), init=Constant(config.logit_scale_init_value))

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        image = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            **requests,
        )
        text = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            **requests,
        )
        return clip.compared(
            self.project_text(text.pooler_output),
            self.project_image(image.pooler_output),
            self.logit_scale,
            text=text,  # as the towers give them, not projected
            image=image,
            return_loss=return_loss,
        )


HEADS = {"base": AltCLIPModel, "zero-shot-image-classification": AltCLIPModel}
