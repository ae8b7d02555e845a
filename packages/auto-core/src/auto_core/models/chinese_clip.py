"""Chinese-CLIP: Yang et al., 2022, arXiv:2211.01335.

CLIP with a bidirectional text encoder, BERT's, trained on Chinese texts; a text's embedding is
that of its first token.

m texts, n images, t tokens, d hidden, e joint embedding.
"""

from __future__ import annotations

from auto_core.configs._towers import BertTowerConfig
from auto_core.configs.chinese_clip import (
    ChineseCLIPConfig,
    ChineseCLIPTextConfig,
    ChineseCLIPVisionConfig,
)
from auto_core.outputs import BaseModelOutputWithPooling

from . import clip
from .bert import BertTower


class ChineseCLIPPreTrainedModel(clip.CLIPPreTrainedModel):
    """What all Chinese-CLIP models share."""

    config_class = ChineseCLIPConfig
    base_model_prefix = "chinese_clip"

    @property
    def initializers(self):
        alone = isinstance(self.config, BertTowerConfig)
        return () if alone else clip.first_values(self.config)


class ChineseCLIPTextModel(BertTower, ChineseCLIPPreTrainedModel):
    config_class = ChineseCLIPTextConfig
    base_model_prefix = "text_model"


class ChineseCLIPVisionModel(clip.CLIPVisionModel, ChineseCLIPPreTrainedModel):
    config_class = ChineseCLIPVisionConfig
    renames = ()


class SegmentedDualEncoder(clip.DualEncoder):
    """Both encoders: the similarity of each text to each image, as `logits_per_image` [n m].

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask, token_type_ids, position_ids [m t].
        pixel_values: [n c H W].
        return_loss: return the loss too; text i belongs to image i.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    def encode_texts(self, **inputs):
        """The text encoder's output, with `pooler_output` [m d] for `project_text`."""
        return self.text_model(**inputs, return_dict=True)

    def get_text_features(
        self,
        input_ids,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The text encoder's output, whose `pooler_output` [m e] is projected."""
        output = self.encode_texts(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return clip.replaced(output, self.project_text(output.pooler_output))

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
        requests = {
            "output_attentions": output_attentions,
            "output_hidden_states": output_hidden_states,
        }
        image = self.get_image_features(
            pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        text = self.get_text_features(
            input_ids, attention_mask, token_type_ids, position_ids, **requests
        )
        return self.compare(text, image, return_loss=return_loss)


class ChineseCLIPModel(SegmentedDualEncoder, clip.CLIPModel, ChineseCLIPPreTrainedModel):
    vision_class = ChineseCLIPVisionModel

    @staticmethod
    def text_class(config: ChineseCLIPTextConfig) -> ChineseCLIPTextModel:
        return ChineseCLIPTextModel(config, add_pooling_layer=False)

    def encode_texts(self, **inputs):
        output = self.text_model(**inputs, return_dict=True)
        return BaseModelOutputWithPooling.of(output, pooler_output=output.last_hidden_state[:, 0])


HEADS = {"base": ChineseCLIPModel, "zero-shot-image-classification": ChineseCLIPModel}
