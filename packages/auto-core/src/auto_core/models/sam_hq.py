"""HQ-SAM: Ke et al., 2023, arXiv:2306.01567.

SAM with a token more, whose mask is made at a finer map: the upscaled image, the encoded image, and
what its encoder had after its first layer with global attention. That mask is added to SAM's, or
stands for itself.

b batch, p prompts of an image (each has a mask), t tokens of a prompt, m masks of a prompt, y and x
pixels of the encoded image, d hidden.
"""

from __future__ import annotations

from auto_core.configs.sam_hq import SamHQConfig, SamHQMaskDecoderConfig, SamHQVisionConfig
from auto_core.outputs import SamHQVisionEncoderOutput, SamImageSegmentationOutput

from .. import nn, ops
from .sam import (
    NORM_EPS,
    SamFeedForward,
    SamMaskDecoder,
    SamModel,
    SamPreTrainedModel,
    SamVisionEncoder,
    SamVisionModel,
    check_image,
)


class SamHQVisionEncoder(SamVisionEncoder):
    def forward(self, pixel_values, *, output_attentions, output_hidden_states):
        """As SAM's, with the hidden states [b y x d] after layers of global attention."""
        output = super().forward(
            pixel_values, output_attentions=output_attentions, output_hidden_states=True
        )
        states = output.hidden_states
        return SamHQVisionEncoderOutput(
            last_hidden_state=output.last_hidden_state,
            intermediate_embeddings=tuple(
                states[i + 1] for i, layer in enumerate(self.layers) if not layer.window
            ),
            hidden_states=states if output_hidden_states else None,
            attentions=output.attentions,
        )


class SamHQMaskDecoder(SamMaskDecoder):
    last_names = ("hq_token",)

    def __init__(self, config: SamHQMaskDecoderConfig):
        super().__init__(config)
        d = config.hidden_size
        self.hq_token = nn.Embedding(1, d)
        self.hq_mask_mlp = SamFeedForward(d, d, d // 8, depth=3)
        self.compress_vit_conv1 = nn.ConvTranspose2d(config.vit_dim, d, 2, stride=2)
        self.compress_vit_norm = nn.LayerNorm(d, eps=NORM_EPS)
        self.compress_vit_conv2 = nn.ConvTranspose2d(d, d // 8, 2, stride=2)
        self.encoder_conv1 = nn.ConvTranspose2d(d, d // 4, 2, stride=2)
        self.encoder_norm = nn.LayerNorm(d // 4, eps=NORM_EPS)
        self.encoder_conv2 = nn.ConvTranspose2d(d // 4, d // 8, 2, stride=2)
        self.mask_conv1 = nn.Conv2d(d // 8, d // 4, 3, padding=1)
        self.mask_norm = nn.LayerNorm(d // 4, eps=NORM_EPS)
        self.mask_conv2 = nn.Conv2d(d // 4, d // 8, 3, padding=1)

    def forward(
        self,
        image,
        image_positions,
        prompts,
        dense,
        bias,
        target,
        early,
        *,
        multimask_output,
        hq_token_only,
    ):
        """Masks [b p m 4y 4x], their ratings [b p m], and the outputs of the image's attention.

        Args:
            early: [b y x v], of the image encoder's first layer of global attention, or None.
        """
        details = two_layers(image, self.encoder_conv1, self.encoder_norm, self.encoder_conv2)
        if early is not None:
            layers = self.compress_vit_conv1, self.compress_vit_norm, self.compress_vit_conv2
            details = details + two_layers(early, *layers)
        tokens, _, attentions = self.decode(image, image_positions, prompts, dense, bias, target)
        # Upstream's map is of the image before its attention to the prompts, rows as columns.
        upscaled = self.upscaled(ops.transpose(image + dense, 1, 2))
        wanted = range(1, self.masks) if multimask_output else range(1)
        pens = [self.output_hypernetworks_mlps[i](tokens[:, :, 1 + i]) for i in wanted]
        masks = ops.einsum("bpmc,byxc->bpmyx", ops.stack(pens, 2), upscaled)
        ratings = self.iou_prediction_head(tokens[:, :, 0])[..., wanted.start : wanted.stop]
        order = ops.argsort(ratings, -1, descending=True)
        ratings = ops.gather(ratings, -1, order)
        index = ops.expand(ops.unsqueeze(ops.unsqueeze(order, -1), -1), ops.shape(masks))
        masks = ops.gather(masks, 2, index)
        fine = two_layers(upscaled, self.mask_conv1, self.mask_norm, self.mask_conv2) + details
        pen = self.hq_mask_mlp(tokens[:, :, 1 + self.masks])
        best = ops.unsqueeze(ops.einsum("bpc,byxc->bpyx", pen, fine), 2)
        return best if hq_token_only else masks + best, ratings, attentions


def two_layers(image, first, norm, second):
    """[b y x c] through two convolutions, and what is between them."""
    return second(ops.gelu(norm(first(image)), approximate="none"))


class SamHQPreTrainedModel(SamPreTrainedModel):
    """What HQ-SAM's models share."""

    config_class = SamHQConfig
    base_model_prefix = "sam_hq"


class SamHQVisionModel(SamVisionModel, SamHQPreTrainedModel):
    """The image encoder: last_hidden_state [b d y x], intermediate_embeddings [b y x d] of
    layers with global attention."""

    config_class = SamHQVisionConfig
    base_model_prefix = "sam_hq"
    encoder_class = SamHQVisionEncoder


class SamHQModel(SamModel, SamHQPreTrainedModel):
    """Masks of what points, boxes and masks mean.

    Args of `forward`, beside those of SamModel:
        intermediate_embeddings: [[b y x v] ...] of get_image_embeddings, for image_embeddings.
        hq_token_only: the fine mask of each prompt alone, and not added to SAM's.

    Returns SamModel's; where there are several masks of a prompt, the best rated comes first.
    """

    config_class = SamHQConfig
    base_model_prefix = "sam_hq"
    encoder_class = SamHQVisionEncoder
    decoder_class = SamHQMaskDecoder

    def forward(
        self,
        pixel_values=None,
        input_points=None,
        input_labels=None,
        input_boxes=None,
        input_masks=None,
        image_embeddings=None,
        attention_similarity=None,
        target_embedding=None,
        intermediate_embeddings=None,
        *,
        multimask_output: bool = True,
        hq_token_only: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_image(pixel_values, image_embeddings)
        vision = SamHQVisionEncoderOutput(
            last_hidden_state=image_embeddings, intermediate_embeddings=intermediate_embeddings
        )
        if image_embeddings is None:
            vision = self.vision_encoder(
                pixel_values,
                output_attentions=output_attentions,
                output_hidden_states=output_hidden_states,
            )
        early = vision.intermediate_embeddings
        masks, ratings, attentions = self.mask_decoder(
            *self.prompted(vision, input_points, input_labels, input_boxes, input_masks),
            attention_similarity,
            target_embedding,
            None if early is None or not len(early) else early[0],
            multimask_output=multimask_output,
            hq_token_only=hq_token_only,
        )
        return SamImageSegmentationOutput(
            iou_scores=ratings,
            pred_masks=masks,
            vision_hidden_states=vision.hidden_states,
            vision_attentions=vision.attentions,
            mask_decoder_attentions=attentions if output_attentions else None,
        )

    def get_image_embeddings(self, pixel_values):
        """The encoded image [b d y x] and the intermediate_embeddings, for several calls."""
        output = self.vision_encoder(
            pixel_values, output_attentions=False, output_hidden_states=False
        )
        return output.last_hidden_state, output.intermediate_embeddings


HEADS = {"base": SamHQModel, "mask-generation": SamHQModel}
