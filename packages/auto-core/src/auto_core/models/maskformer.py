"""MaskFormer: Cheng et al., 2021, arXiv:2107.06278.

A backbone's maps become fine features (a feature pyramid), and its last one is what DETR's
decoder looks at. Each query's vector says a class and, multiplied with the features, a mask.

b batch, H and W pixels, h and w of a feature map, k = h*w, q queries, d hidden, c classes.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.configs.maskformer import MaskFormerConfig
from auto_core.initializers import XavierUniform
from auto_core.outputs import MaskFormerForInstanceSegmentationOutput, MaskFormerModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention, CrossAttention
from ..blocks.backbone import backbone, channels_first, channels_last, flat
from ..blocks.detection_loss import alike, dice_loss, sigmoid_focal_loss
from ..blocks.mask_losses import mask_set_loss, pairwise_dice, pairwise_focal
from ..blocks.patches import check_images
from ..blocks.segmentation_heads import QuerySegmentation
from .detr import DetrDecoder, SinePositionEmbedding
from .mask2former import ConvNorm, MaskMLP, position_embeddings


class MaskFormerFPNLayer(nn.Module):
    """One step finer: a backbone's map joins what comes from above."""

    def __init__(self, size: int, lateral: int):
        super().__init__()
        self.proj = ConvNorm(lateral, size, 1)
        self.block = ConvNorm(size, size, 3)

    def forward(self, above, left):
        left = self.proj(left)
        above = ops.interpolate(above, ops.shape(left)[1:3], mode="nearest", align_corners=False)
        return ops.relu(self.block(above + left))


class MaskFormerFPNModel(nn.Module):
    def __init__(self, size: int, channels: list[int]):
        super().__init__()
        *laterals, last = channels
        self.stem = ConvNorm(last, size, 3)
        self.layers = nn.ModuleList(MaskFormerFPNLayer(size, width) for width in laterals[::-1])

    def forward(self, features):  # [b h w channels] each -> ever finer [b h w size]
        *earlier, last = features
        image, images = ops.relu(self.stem(last)), []
        for layer, left in zip(self.layers, earlier[::-1], strict=True):
            image = layer(image, left)
            images.append(image)
        return images


class MaskFormerPixelDecoder(nn.Module):
    def __init__(self, config: MaskFormerConfig, channels: list[int]):
        super().__init__()
        size = config.fpn_feature_size
        self.fpn = MaskFormerFPNModel(size, channels)
        self.mask_projection = nn.Conv2d(size, config.mask_feature_size, 3, padding=1)

    def forward(self, features):
        images = self.fpn(features)
        return self.mask_projection(images[-1]), images


class MaskFormerPixelLevelModule(nn.Module):
    def __init__(self, config: MaskFormerConfig):
        super().__init__()
        self.encoder = backbone(config)
        self.decoder = MaskFormerPixelDecoder(config, self.encoder.channels)

    def forward(self, pixel_values):
        """The backbone's maps [b c h w], mask features [b h w m], and what led to them."""
        maps = self.encoder(pixel_values, return_dict=True).feature_maps
        return maps, *self.decoder([channels_last(image) for image in maps])


class MaskFormerTransformerModule(nn.Module):
    def __init__(self, config: MaskFormerConfig, channels: int):
        super().__init__()
        decoder = config.decoder_config
        d = decoder.d_model
        self.position_embedder = SinePositionEmbedding(d // 2)
        self.queries_embedder = nn.Embedding(decoder.num_queries, d)
        self.input_projection = None if channels == d else nn.Conv2d(channels, d, 1)
        self.decoder = DetrDecoder(decoder)

    def forward(self, image, recorder):  # [b h w channels] -> [b q d]
        if self.input_projection is not None:
            image = self.input_projection(image)
        count = self.queries_embedder.num_embeddings
        query = self.queries_embedder(ops.arange(0, count, like=image, dtype="int64"))
        query = ops.expand(ops.unsqueeze(query, 0), (ops.shape(image)[0], *ops.shape(query)))
        hidden, _ = self.decoder(
            ops.zeros(ops.shape(query), like=image),
            query,
            flat(image),
            flat(position_embeddings(self.position_embedder, image)),
            Attention(recorder),
            CrossAttention(recorder),
        )
        return hidden


class MaskFormerPreTrainedModel(nn.PreTrainedModel):
    """What all MaskFormer models share."""

    config_class = MaskFormerConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("mask_labels", "class_labels")
    renames = newer_names.DETR_LAYERS
    # What follows from the config, and a norm of Swin's that its feature maps do not go through.
    ignored_keys = (
        r"^criterion\.empty_weight$",
        r"\.relative_position_index$",
        r"encoder\.swin\.layernorm\.",
    )
    initializers = (
        (r"(input_projection|mask_embedder\.\d\.0|fpn\..*\.0)\.weight$", XavierUniform()),
    )


class MaskFormerModel(MaskFormerPreTrainedModel):
    """MaskFormer without classes and masks.

    Args of `forward`:
        pixel_values: [b channels H W].
        pixel_mask: [b H W]; taken for the processor's sake, and without effect, as upstream.

    Returns:
        MaskFormerModelOutput
    """

    def __init__(self, config: MaskFormerConfig):
        super().__init__(config)
        self.pixel_level_module = MaskFormerPixelLevelModule(config)
        channels = self.pixel_level_module.encoder.channels[-1]
        self.transformer_module = MaskFormerTransformerModule(config, channels)

    def forward(
        self,
        pixel_values=None,
        pixel_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values)
        maps, features, images = self.pixel_level_module(pixel_values)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.transformer_module(channels_last(maps[-1]), recorder)
        output = MaskFormerModelOutput(
            encoder_last_hidden_state=maps[-1],
            pixel_decoder_last_hidden_state=channels_first(features),
            transformer_decoder_last_hidden_state=hidden,
            attentions=recorder.attentions,
        )
        if output_hidden_states:
            states = recorder.hidden_states or ()
            parts = (tuple(maps), tuple(map(channels_first, images)), states)
            output.encoder_hidden_states = parts[0]
            output.pixel_decoder_hidden_states = parts[1]
            output.transformer_decoder_hidden_states = parts[2]
            output.hidden_states = parts[0] + parts[1] + parts[2]
        return output


class MaskFormerForInstanceSegmentation(QuerySegmentation, MaskFormerPreTrainedModel):
    """A mask and a class for each query.

    mask_labels: of each image [n H W] of 0 and 1; class_labels: of each image [n]. With
    `config.use_auxiliary_loss` every state of the decoder has a loss, its input too, as upstream.
    output_auxiliary_logits: return the predictions of the earlier layers too.
    """

    base_class = MaskFormerModel
    output_class = MaskFormerForInstanceSegmentationOutput
    state_fields = (*QuerySegmentation.state_fields, "hidden_states")

    def add_head(self, config: MaskFormerConfig) -> None:
        d = config.decoder_config.d_model
        self.class_predictor = nn.Linear(d, config.num_labels + 1)
        self.mask_embedder = MaskMLP(d, config.mask_feature_size)

    def needs_states(self) -> bool:
        return self.config.use_auxiliary_loss

    def predictions(self, output):
        states = [output.transformer_decoder_last_hidden_state]
        if self.config.use_auxiliary_loss:
            states = output.transformer_decoder_hidden_states
        return [self.predict(state, output.pixel_decoder_last_hidden_state) for state in states]

    def predict(self, hidden, features):  # [b q d], [b m h w] -> [b q c+1], [b q h w]
        masks = ops.einsum("bqc,bchw->bqhw", self.mask_embedder(hidden), features)
        return self.class_predictor(hidden), masks

    def loss(self, layers, mask_labels, class_labels):
        config = self.config
        weights = {
            "class": config.cross_entropy_weight,
            "mask": config.mask_weight,
            "dice": config.dice_weight,
        }
        return mask_set_loss(
            [layers[-1], *layers[:-1]],
            mask_labels,
            class_labels,
            costs=weights | {"class": 1.0},
            weights=weights,
            no_object=config.no_object_weight,
            pairing=_pair,
            comparing=_compare,
        )


def _pair(scores, masks):
    """Costs [q n] of scores [q h w] and masks [n H W], as coarse as the scores."""
    queries, height, width = ops.shape(scores)
    masks = ops.interpolate(
        ops.unsqueeze(masks, -1), (height, width), mode="nearest", align_corners=False
    )
    masks = ops.reshape(masks, (ops.shape(masks)[0], height * width))
    scores = ops.reshape(scores, (queries, height * width))
    return pairwise_focal(scores, masks), pairwise_dice(scores, masks)


def _compare(scores, masks):
    """Losses [m] of scores [m h w] and masks [m H W], as fine as the masks."""
    scores, masks = alike(scores, masks)
    return sigmoid_focal_loss(scores, masks), dice_loss(scores, masks)


HEADS = {
    "base": MaskFormerModel,
    "instance-segmentation": MaskFormerForInstanceSegmentation,
    "universal-segmentation": MaskFormerForInstanceSegmentation,
}
