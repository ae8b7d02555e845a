"""MobileViT: Mehta and Rastegari, 2021, arXiv:2110.02178.

Inverted residuals, of which the last three stages run a transformer: pixels attend to those at
the same position in every patch.

b batch, H and W pixels, h and w of a feature map, p side of a patch, n patches, c channels, d
hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.mobilevit import MobileViTConfig
from auto_core.configs.vit import ViTConfig
from auto_core.outputs import BaseModelOutputWithPoolingAndNoAttention, SemanticSegmenterOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.backbone import channels_first
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.deeplab import DeepLabV3
from ..blocks.heads import Head
from ..blocks.image_heads import classifier
from ..blocks.inverted_residual import ConvLayer, InvertedResidual
from ..blocks.losses import pixel_loss
from ..blocks.patches import same_size
from .vit import ViTLayer


class MobileViTMobileNetLayer(nn.Module):
    def __init__(self, config: Any, before: int, after: int, *, stride: int, depth: int):
        super().__init__()
        self.layer = nn.ModuleList(
            InvertedResidual(config, before, after, stride=stride)
            if i == 0
            else InvertedResidual(config, after, after, stride=1)
            for i in range(depth)
        )

    def forward(self, hidden):
        for layer in self.layer:
            hidden = layer(hidden)
        return hidden


class MobileViTTransformer(nn.Module):
    def __init__(self, config: MobileViTConfig, d: int, depth: int):
        super().__init__()
        sizes = ViTConfig(
            hidden_size=d,
            intermediate_size=int(d * config.mlp_ratio),
            num_attention_heads=config.num_attention_heads,
            hidden_act=config.hidden_act,
            hidden_dropout_prob=config.hidden_dropout_prob,
            attention_probs_dropout_prob=config.attention_probs_dropout_prob,
            layer_norm_eps=config.layer_norm_eps,
            qkv_bias=config.qkv_bias,
        )
        self.layer = nn.ModuleList(ViTLayer(sizes) for _ in range(depth))

    def forward(self, hidden):  # [b*p*p n d]
        attend = Attention(Recorder())
        for layer in self.layer:
            hidden = layer(hidden, attend)
        return hidden


class MobileViTLayer(nn.Block):
    """Convolutions, the transformer, and a convolution over its output and its input."""

    depths: tuple[int, ...] = (2, 4, 3)  # layers of the transformers

    def __init__(self, config: Any, before: int, after: int, *, index: int, dilation: int):
        super().__init__()
        d, self.patch, act = config.hidden_sizes[index], config.patch_size, config.hidden_act
        kernel = config.conv_kernel_size
        self.downsampling_layer = InvertedResidual(
            config,
            before,
            after,
            stride=2 if dilation == 1 else 1,
            dilation=max(dilation // 2, 1),
        )
        self.conv_kxk = ConvLayer(after, after, kernel, act=act)
        self.conv_1x1 = ConvLayer(after, d, 1, act=None, norm=False)
        self.transformer = MobileViTTransformer(config, d, self.depths[index])
        self.layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.conv_projection = ConvLayer(d, after, 1, act=act)
        self.fusion = ConvLayer(2 * after, after, kernel, act=act)

    def forward(self, hidden):  # [b h w c] -> [b h/2 w/2 c]
        residual = self.downsampling_layer(hidden)
        hidden = self.conv_1x1(self.conv_kxk(residual))
        hidden = self.conv_projection(self.over_patches(hidden))
        return self.fusion(ops.cat([residual, hidden], -1))

    def over_patches(self, hidden):  # [b h w d]
        """The transformer over pixels of one position in all patches; maps of other sizes are
        resized to whole patches and back."""
        batch, height, width, d = ops.shape(hidden)
        p = self.patch
        rows, columns = -(-height // p), -(-width // p)
        size, fitting = (height, width), (rows * p, columns * p)
        whole = same_size(size, fitting)
        if not whole:
            hidden = ops.interpolate(hidden, fitting, mode="bilinear", align_corners=False)
        hidden = ops.reshape(hidden, (batch, rows, p, columns, p, d))
        hidden = ops.permute(hidden, (0, 2, 4, 1, 3, 5))
        hidden = ops.reshape(hidden, (batch * p * p, rows * columns, d))
        hidden = self.layernorm(self.transformer(hidden))
        hidden = ops.reshape(hidden, (batch, p, p, rows, columns, d))
        hidden = ops.reshape(ops.permute(hidden, (0, 3, 1, 4, 2, 5)), (batch, *fitting, d))
        if not whole:
            hidden = ops.interpolate(hidden, size, mode="bilinear", align_corners=False)
        return hidden


class MobileViTEncoder(nn.Module):
    def __init__(self, config: Any, layer_class: type, *, depth: int):
        super().__init__()
        sizes = config.neck_hidden_sizes
        layers: list[Any] = [
            MobileViTMobileNetLayer(config, sizes[0], sizes[1], stride=1, depth=1),
            MobileViTMobileNetLayer(config, sizes[1], sizes[2], stride=2, depth=depth),
        ]
        # Instead of shrinking, the last layers are dilated.
        dilated = {8: (1, 2), 16: (2,)}.get(config.output_stride, ())
        dilation = 1
        for index in range(3):
            dilation *= 2 if index in dilated else 1
            before, after = sizes[index + 2], sizes[index + 3]
            layers.append(layer_class(config, before, after, index=index, dilation=dilation))
        self.layer = nn.ModuleList(layers)

    def forward(self, hidden) -> tuple[Any, ...]:  # -> what each layer makes, [b h w c]
        states = ()
        for layer in self.layer:
            hidden = layer(hidden)
            states += (hidden,)
        return states


class MobileViTPreTrainedModel(nn.PreTrainedModel):
    """What all MobileViT models share."""

    config_class = MobileViTConfig
    base_model_prefix = "mobilevit"
    main_input_name = "pixel_values"
    optional_parts = (r"(^|\.)conv_1x1_exp\.",)  # segmentation has none
    # The part that variations of this family replace.
    layer_class: type = MobileViTLayer
    expands = True  # whether a convolution follows the last layer
    second_depth = 3  # inverted residuals in the second layer


class MobileViTModel(MobileViTPreTrainedModel):
    """MobileViT without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b c h w], pooler_output [b c]
        (None with `expand_output=False`), and on request hidden_states: after each layer.
    """

    def __init__(self, config: MobileViTConfig, expand_output: bool = True):
        super().__init__(config)
        sizes, act = config.neck_hidden_sizes, config.hidden_act
        self.conv_stem = ConvLayer(config.num_channels, sizes[0], 3, act=act, stride=2)
        self.encoder = MobileViTEncoder(config, self.layer_class, depth=self.second_depth)
        self.pools = expand_output
        self.conv_1x1_exp = None
        if expand_output and self.expands:
            self.conv_1x1_exp = ConvLayer(sizes[5], sizes[6], 1, act=act)

    def states(self, pixel_values) -> tuple[Any, ...]:
        return self.encoder(self.conv_stem(self.pixels(pixel_values)))

    def pixels(self, pixel_values):
        return from_pixels(pixel_values, channels=self.config.num_channels)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.states(pixel_values)
        last = states[-1] if self.conv_1x1_exp is None else self.conv_1x1_exp(states[-1])
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=channels_first(last),
            pooler_output=ops.mean(last, (1, 2)) if self.pools else None,
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


class MobileViTForImageClassification(ConvImageClassification, MobileViTPreTrainedModel):
    base_class = MobileViTModel

    def add_head(self, config: MobileViTConfig) -> None:
        self.dropout = nn.Dropout(config.classifier_dropout_prob if self.expands else 0.0)
        self.classifier = classifier(config, config.neck_hidden_sizes[-1])

    def score(self, output):  # -> [b c]
        return self.classifier(self.dropout(output.pooler_output))


class MobileViTForSemanticSegmentation(Head, MobileViTPreTrainedModel):
    """A class for each pixel of the last feature map: labels [b H W] of the image's pixels.

    Pixels labelled `semantic_loss_ignore_index` do not count.
    """

    base_class = MobileViTModel
    base_options = {"expand_output": False}
    input_order = ("pixel_values", "labels")

    def add_head(self, config: MobileViTConfig) -> None:
        self.segmentation_head = DeepLabV3(config, config.neck_hidden_sizes[5])

    def forward(self, pixel_values=None, labels=None, *, output_hidden_states: bool = False):
        states = getattr(self, self.base_model_prefix).states(pixel_values)
        logits = self.segmentation_head(states[-1])  # [b h w c]
        ignored = self.config.semantic_loss_ignore_index
        return SemanticSegmenterOutput(
            loss=None if labels is None else pixel_loss(logits, labels, ignore_index=ignored),
            logits=channels_first(logits),
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


PREFIX = "MobileViT"
HEADS = {
    "base": MobileViTModel,
    "image-classification": MobileViTForImageClassification,
    "semantic-segmentation": MobileViTForSemanticSegmentation,
}
