"""A vision and a text model whose vectors lie near each other where image and text belong
together, trained as CLIP is (LiT: Zhai et al., 2021, arXiv:2111.07991).

b batch, n images, m texts, t tokens, e the space in which they meet.
"""

from __future__ import annotations

from typing import Any, Self

from auto_core.auto.configuration import AutoConfig
from auto_core.configs.vision_text_dual_encoder import VisionTextDualEncoderConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant

from .. import nn
from ..blocks.encoder_decoder import given
from ..blocks.parts import build, inner, load, reported, split_options
from .clip import compared, replaced


class VisionTextDualEncoderModel(nn.PreTrainedModel):
    """How well each text fits each image, as `logits_per_image` [n m].

    The constructor takes a config, or the two models (or both).

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask, position_ids, token_type_ids [m t].
        pixel_values: [n c h w].
        return_loss: return the loss too; text i belongs to image i.

    Returns:
        CLIPOutput: the scores, text_embeds [m e] and image_embeds [n e] of length 1, and the
        outputs of both models.
    """

    config_class = VisionTextDualEncoderConfig
    config: VisionTextDualEncoderConfig
    base_model_prefix = "vision_text_dual_encoder"
    parts = ("vision_model", "text_model")

    def __init__(
        self,
        config: VisionTextDualEncoderConfig | None = None,
        vision_model: Any = None,
        text_model: Any = None,
    ):
        vision_model = inner(vision_model, "vision_model")
        text_model = inner(text_model, "text_model")
        if config is None:
            if vision_model is None or text_model is None:
                raise InputError(
                    f"{type(self).__name__} needs a config, or vision_model and text_model."
                )
            config = self.config_class.from_vision_text_configs(
                vision_model.config, text_model.config
            )
        super().__init__(config)
        vision, text = config.vision_config, config.text_config
        self.vision_model = build(vision) if vision_model is None else vision_model
        self.text_model = build(text) if text_model is None else text_model
        self.vision_model.config, self.text_model.config = vision, text
        self.visual_projection = nn.Linear(vision.hidden_size, config.projection_dim, bias=False)
        self.text_projection = nn.Linear(text.hidden_size, config.projection_dim, bias=False)
        self.logit_scale = nn.Parameter((), init=Constant(config.logit_scale_init_value))

    @classmethod
    def from_vision_text_pretrained(
        cls,
        vision_model_name_or_path: Any = None,
        text_model_name_or_path: Any = None,
        *model_args: Any,
        **kwargs: Any,
    ) -> Self:
        """A model of two checkpoints, ready for inference; the projections are new.

        Keywords that begin with `vision_` or `text_` go to that part's `from_pretrained`
        (`vision_dtype`, `text_config`, ...); `vision_model` and `text_model` are taken instead
        of a checkpoint. Others are fields of the whole config. Of a checkpoint with towers, such
        as CLIP's, the one for images is taken.
        """
        of_vision, of_text = split_options(kwargs, "vision_"), split_options(kwargs, "text_")
        vision, text = of_vision.pop("model", None), of_text.pop("model", None)
        for model, name, part in (
            (vision, vision_model_name_or_path, "vision"),
            (text, text_model_name_or_path, "text"),
        ):
            if model is None and name is None:
                raise InputError(f"Pass {part}_model_name_or_path, or {part}_model, a model.")
        if vision is None:
            config = of_vision.pop("config", None)
            config = config or AutoConfig.from_pretrained(vision_model_name_or_path)
            config = getattr(config, "vision_config", config)
            vision = load(
                "base", vision_model_name_or_path, *model_args, config=config, **of_vision
            )
        if text is None:
            text = load("base", text_model_name_or_path, *model_args, **of_text)
        config = cls.config_class.from_vision_text_configs(vision.config, text.config, **kwargs)
        model = cls(config=config, vision_model=vision, text_model=text)
        model.loading_report = reported(model, vision_model=vision, text_model=text)
        model.eval()
        return model

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def get_text_features(
        self,
        input_ids,
        attention_mask=None,
        position_ids=None,
        token_type_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The text model's output; its `pooler_output` [m e] is where images are, too."""
        output = self.texts(
            input_ids,
            attention_mask,
            position_ids,
            token_type_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return replaced(output, self.text_projection(output.pooler_output))

    def get_image_features(
        self,
        pixel_values,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The vision model's output; its `pooler_output` [n e] is where texts are, too."""
        output = self.images(
            pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return replaced(output, self.visual_projection(output.pooler_output))

    def texts(self, input_ids, attention_mask, position_ids, token_type_ids, **requests: bool):
        inputs = given(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            token_type_ids=token_type_ids,
        )
        return self.text_model(**inputs, **requests, return_dict=True)

    def images(self, pixel_values, **requests: bool):
        return self.vision_model(pixel_values=pixel_values, **requests, return_dict=True)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        token_type_ids=None,
        *,
        return_loss: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        image = self.images(pixel_values, **requests)
        text = self.texts(input_ids, attention_mask, position_ids, token_type_ids, **requests)
        return compared(
            self.text_projection(text.pooler_output),
            self.visual_projection(image.pooler_output),
            self.logit_scale,
            text=text,
            image=image,
            return_loss=return_loss,
        )


HEADS = {"base": VisionTextDualEncoderModel}
