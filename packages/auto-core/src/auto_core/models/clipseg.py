"""CLIPSeg: Lüddecke and Ecker, 2022, arXiv:2112.10003.

CLIP, whose weights stay as they are, and a small decoder that finds the mask of what a text or
another image says. The decoder takes hidden states of some layers of the image encoder, the
deepest first, and the prompt scales and shifts them (FiLM: Perez et al., 2017, arXiv:1709.07871).

b batch, t patches and the class token, d hidden, r hidden of the decoder, e joint embedding,
H W pixels.
"""

from __future__ import annotations

import copy
from typing import Any

from auto_core.configs.clipseg import CLIPSegConfig, CLIPSegTextConfig, CLIPSegVisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    CLIPSegDecoderOutput,
    CLIPSegImageSegmentationOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.image_heads import Identity
from . import clip


class CLIPSegPreTrainedModel(clip.CLIPPreTrainedModel):
    """What all CLIPSeg models share."""

    config_class = CLIPSegConfig

    @property
    def initializers(self):
        return (*clip.first_values(self.config), (r"^decoder\..*weight$", Normal(0.02)))


class CLIPSegTextModel(clip.CLIPTextModel, CLIPSegPreTrainedModel):
    config_class = CLIPSegTextConfig


class CLIPSegVisionModel(clip.CLIPVisionModel, CLIPSegPreTrainedModel):
    """CLIP's image encoder, of images of any size unless `interpolate_pos_encoding=False`."""

    config_class = CLIPSegVisionConfig

    def forward(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = True,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return super().forward(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class CLIPSegModel(clip.CLIPModel, CLIPSegPreTrainedModel):
    """CLIP, of images of any size unless `interpolate_pos_encoding=False`."""

    text_class, vision_class = CLIPSegTextModel, CLIPSegVisionModel

    def get_image_features(
        self, pixel_values, *, interpolate_pos_encoding: bool = True, **requests: Any
    ):
        """The image encoder's output, whose `pooler_output` [b e] is projected."""
        return super().get_image_features(
            pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = True,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return super().forward(
            input_ids=input_ids,
            pixel_values=pixel_values,
            attention_mask=attention_mask,
            position_ids=position_ids,
            return_loss=return_loss,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


class CLIPSegDecoderLayer(clip.CLIPEncoderLayer):
    """CLIP's layer, normalised after each part."""

    def forward(self, hidden, attend):  # [b t r] -> [b t r]
        hidden = self.layer_norm1(hidden + self.self_attn(hidden, attend))
        return self.layer_norm2(hidden + self.mlp(hidden))


class CLIPSegDecoder(nn.Module):
    """From hidden states of the image encoder and an embedding of the prompt to a mask."""

    def __init__(self, config: CLIPSegConfig):
        super().__init__()
        r, vision = config.reduce_dim, config.vision_config
        self.conditional_layer = config.conditional_layer
        self.film_mul = nn.Linear(config.projection_dim, r)
        self.film_add = nn.Linear(config.projection_dim, r)
        self.several = config.use_complex_transposed_convolution
        self.transposed_convolution = self.upsampling(config)
        inner = copy.deepcopy(vision)
        inner.hidden_size, inner.hidden_act = r, "relu"
        inner.num_attention_heads = config.decoder_num_attention_heads
        inner.intermediate_size = config.decoder_intermediate_size
        depth = len(config.extract_layers)
        self.reduces = nn.ModuleList(nn.Linear(vision.hidden_size, r) for _ in range(depth))
        self.layers = nn.ModuleList(CLIPSegDecoderLayer(inner) for _ in range(depth))

    def upsampling(self, config: CLIPSegConfig) -> Any:
        """The layers from patches to pixels, with the checkpoint's paths."""
        r, patch = config.reduce_dim, config.vision_config.patch_size
        if not self.several:
            return nn.ConvTranspose2d(r, 1, patch, stride=patch)
        side = patch // 4
        return nn.ModuleList(
            [
                nn.Conv2d(r, r, 3, padding=1),
                Identity(),
                nn.ConvTranspose2d(r, r // 2, side, stride=side),
                Identity(),
                nn.ConvTranspose2d(r // 2, 1, side, stride=side),
            ]
        )

    def upsampled(self, patches):  # [b rows columns r] -> [b H W]
        if not self.several:
            return ops.squeeze(self.transposed_convolution(patches), -1)
        for index in (0, 2):
            patches = ops.relu(self.transposed_convolution[index](patches))
        return ops.squeeze(self.transposed_convolution[4](patches), -1)

    def forward(self, states, prompt, recorder, *, grid):  # some of [b t d], [b e] -> [b H W]
        attend = Attention(recorder)
        scale = ops.unsqueeze(self.film_mul(prompt), 1)
        shift = ops.unsqueeze(self.film_add(prompt), 1)
        output: Any = None
        for index, state in enumerate(reversed(states)):
            reduced = self.reduces[index](state)
            output = reduced if output is None else reduced + output
            if index == self.conditional_layer:
                output = scale * output + shift
            if index == 0:
                recorder.add_hidden_state(output)
            output = self.layers[index](output, attend)
            recorder.add_hidden_state(output)
        batch, _, r = ops.shape(output)
        return self.upsampled(ops.reshape(output[:, 1:], (batch, *grid, r)))


class CLIPSegForImageSegmentation(CLIPSegPreTrainedModel):
    """The mask of what each prompt says of its image, as `logits` [b H W] of pixels.

    Args of `forward`:
        input_ids: [b t], a text for each image; with attention_mask and position_ids [b t].
        pixel_values: [b c H W].
        conditional_pixel_values: [b c H W], an image instead of each text.
        conditional_embeddings: [b e], the projected embeddings instead of both.
        labels: [b H W], from 0 to 1.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    def __init__(self, config: CLIPSegConfig):
        super().__init__(config)
        self.clip = CLIPSegModel(config)
        self.decoder = CLIPSegDecoder(config)

    def get_input_embeddings(self):
        return self.clip.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.clip.set_input_embeddings(value)

    def get_conditional_embeddings(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        conditional_pixel_values=None,
    ):
        """The projected embeddings [b e] of texts, or else of images."""
        if input_ids is not None:
            output = self.clip.get_text_features(input_ids, attention_mask, position_ids)
        elif conditional_pixel_values is not None:
            output = self.clip.get_image_features(conditional_pixel_values)
        else:
            raise InputError(
                "Pass a prompt for each image: input_ids, conditional_pixel_values or "
                "conditional_embeddings."
            )
        return ops.detach(output.pooler_output)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        conditional_pixel_values=None,
        conditional_embeddings=None,
        attention_mask=None,
        position_ids=None,
        labels=None,
        *,
        interpolate_pos_encoding: bool = True,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        vision = self.clip.get_image_features(
            pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=True,
        )
        found = vision.hidden_states or ()
        states = [ops.detach(found[layer + 1]) for layer in self.config.extract_layers]
        if not output_hidden_states:
            vision = BaseModelOutputWithPooling.of(vision, hidden_states=None)
        if conditional_embeddings is None:
            conditional_embeddings = self.get_conditional_embeddings(
                input_ids, attention_mask, position_ids, conditional_pixel_values
            )
        height, width = ops.shape(pixel_values)[2:]
        self.check(conditional_embeddings, ops.shape(pixel_values)[0])
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        patch = self.config.vision_config.patch_size
        grid = (height // patch, width // patch)
        logits = self.decoder(states, conditional_embeddings, recorder, grid=grid)
        loss = None
        if labels is not None:
            labels = ops.cast(labels, ops.dtype(logits))
            loss = ops.binary_cross_entropy_with_logits(logits, labels)
        return CLIPSegImageSegmentationOutput(
            loss=loss,
            logits=logits,
            conditional_embeddings=conditional_embeddings,
            pooled_output=vision.pooler_output,
            vision_model_output=vision,
            decoder_output=CLIPSegDecoderOutput(
                logits=logits,
                hidden_states=recorder.hidden_states,
                attentions=recorder.attentions,
            ),
        )

    def check(self, prompts, images) -> None:
        """Raise unless there is one prompt [b e] for each image."""
        count, size = ops.shape(prompts)
        known = isinstance(count, int) and isinstance(images, int)
        if (known and count != images) or size != self.config.projection_dim:
            raise InputError(
                f"The embeddings of prompts are {[count, size]} for {images} images; pass one "
                f"prompt for each, of projection_dim={self.config.projection_dim}."
            )


HEADS = {"base": CLIPSegModel, "zero-shot-image-classification": CLIPSegModel}
