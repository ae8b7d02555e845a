"""CvT: Wu et al., 2021, arXiv:2103.15808.

A transformer of stages, each of which begins with a strided convolution. Queries, keys and values
are made by depthwise convolutions, those of keys and values strided, which replace positions. CLS
stands before the patches of the last stage.

b batch, H and W pixels, h and w of a stage, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.cvt import CvtConfig
from auto_core.outputs import BaseModelOutputWithCLSToken
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import channels_first, channels_last, flat
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.image_heads import classifier
from ..blocks.patches import repeated
from .vit import ViTOutput

EPS = 1e-5


class CvtConvEmbeddings(nn.Module):
    def __init__(self, config: CvtConfig, stage: int):
        super().__init__()
        d = config.embed_dim[stage]
        self.projection = nn.Conv2d(
            config.embed_dim[stage - 1] if stage else config.num_channels,
            d,
            config.patch_sizes[stage],
            stride=config.patch_stride[stage],
            padding=config.patch_padding[stage],
        )
        self.normalization = nn.LayerNorm(d, eps=EPS)

    def forward(self, image):  # [b H W channels] -> [b h w d]
        return self.normalization(self.projection(image))


class CvtEmbeddings(nn.Module):
    def __init__(self, config: CvtConfig, stage: int):
        super().__init__()
        self.convolution_embeddings = CvtConvEmbeddings(config, stage)
        self.dropout = nn.Dropout(config.drop_rate[stage])

    def forward(self, image):  # [b H W channels] -> [b h w d]
        return self.dropout(self.convolution_embeddings(image))


class CvtSelfAttentionConvProjection(nn.Module):
    def __init__(self, d: int, kernel: int, *, padding: int, stride: int):
        super().__init__()
        self.convolution = nn.Conv2d(
            d, d, kernel, padding=padding, stride=stride, bias=False, groups=d
        )
        self.normalization = nn.BatchNorm2d(d, eps=1e-5, momentum=0.1)

    def forward(self, image):  # [b h w d]
        return self.normalization(self.convolution(image))


class CvtSelfAttentionProjection(nn.Module):
    def __init__(self, d: int, kernel: int, *, padding: int, stride: int):
        super().__init__()
        self.convolution_projection = CvtSelfAttentionConvProjection(
            d, kernel, padding=padding, stride=stride
        )

    def forward(self, image, cls):  # [b h w d], [b 1 d] or None -> [b t d]
        tokens = flat(self.convolution_projection(image))
        return tokens if cls is None else ops.cat([cls, tokens], 1)


class CvtSelfAttention(nn.Module):
    def __init__(self, config: CvtConfig, stage: int):
        super().__init__()
        d, kernel, bias = config.embed_dim[stage], config.kernel_qkv[stage], config.qkv_bias[stage]
        strided: dict[str, Any] = dict(
            padding=config.padding_kv[stage], stride=config.stride_kv[stage]
        )
        self.head_size, self.scale = d // config.num_heads[stage], d**-0.5
        self.convolution_projection_query = CvtSelfAttentionProjection(
            d, kernel, padding=config.padding_q[stage], stride=config.stride_q[stage]
        )
        self.convolution_projection_key = CvtSelfAttentionProjection(d, kernel, **strided)
        self.convolution_projection_value = CvtSelfAttentionProjection(d, kernel, **strided)
        self.projection_query = nn.Linear(d, d, bias=bias)
        self.projection_key = nn.Linear(d, d, bias=bias)
        self.projection_value = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_drop_rate[stage])

    def forward(self, image, cls):  # [b h w d], [b 1 d] or None -> [b t d]
        query = self.projection_query(self.convolution_projection_query(image, cls))
        key = self.projection_key(self.convolution_projection_key(image, cls))
        value = self.projection_value(self.convolution_projection_value(image, cls))
        query, key, value = (split_heads(x, self.head_size) for x in (query, key, value))
        attend = Attention(Recorder())
        return attend(query, key, value, scale=self.scale, dropout=self.dropout)


class CvtAttention(nn.Module):
    def __init__(self, config: CvtConfig, stage: int):
        super().__init__()
        d = config.embed_dim[stage]
        self.attention = CvtSelfAttention(config, stage)
        self.output = ViTOutput(d, d, dropout=config.drop_rate[stage])

    def forward(self, image, cls):
        return self.output(self.attention(image, cls))


class CvtIntermediate(nn.Module):
    def __init__(self, d: int, f: int):
        super().__init__()
        self.dense = nn.Linear(d, f)

    def forward(self, hidden):
        return ops.gelu(self.dense(hidden), approximate="none")


class CvtLayer(nn.Block):
    def __init__(self, config: CvtConfig, stage: int, *, drop: float):
        super().__init__()
        d = config.embed_dim[stage]
        f = int(d * config.mlp_ratio[stage])
        self.has_cls = config.cls_token[stage]
        self.layernorm_before = nn.LayerNorm(d, eps=EPS)
        self.attention = CvtAttention(config, stage)
        self.layernorm_after = nn.LayerNorm(d, eps=EPS)
        self.intermediate = CvtIntermediate(d, f)
        self.output = ViTOutput(f, d, dropout=config.drop_rate[stage])
        self.drop_path = nn.DropPath(drop)

    def forward(self, hidden, *, size):  # [b t d] of an image of that size, CLS first if there is
        normed, cls = self.layernorm_before(hidden), None
        if self.has_cls:
            normed, cls = normed[:, 1:], normed[:, :1]
        batch, _, d = ops.shape(normed)
        change = self.attention(ops.reshape(normed, (batch, *size, d)), cls)
        hidden = hidden + self.drop_path(change)
        change = self.output(self.intermediate(self.layernorm_after(hidden)))
        # The whole sum may be dropped, as upstream has it.
        return self.drop_path(hidden + change)


class CvtStage(nn.Module):
    def __init__(self, config: CvtConfig, stage: int):
        super().__init__()
        depth, rate = config.depth[stage], config.drop_path_rate[stage]
        # All layers have the rate of the one whose index is the stage's, as upstream has it.
        drop = rate * min(stage, depth - 1) / max(depth - 1, 1)
        self.cls_token = None
        if config.cls_token[stage]:
            self.cls_token = nn.Parameter((1, 1, config.embed_dim[-1]), init="normal")
        self.embedding = CvtEmbeddings(config, stage)
        self.layers = nn.ModuleList(CvtLayer(config, stage, drop=drop) for _ in range(depth))

    def forward(self, image):  # [b H W channels] -> [b h w d], and CLS [b 1 d] or None
        image = self.embedding(image)
        batch, height, width, d = ops.shape(image)
        hidden, cls = flat(image), None
        if self.cls_token is not None:
            hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        for layer in self.layers:
            hidden = layer(hidden, size=(height, width))
        if self.cls_token is not None:
            cls, hidden = hidden[:, :1], hidden[:, 1:]
        return ops.reshape(hidden, (batch, height, width, d)), cls


class CvtEncoder(nn.Module):
    def __init__(self, config: CvtConfig):
        super().__init__()
        self.stages = nn.ModuleList(CvtStage(config, stage) for stage in range(len(config.depth)))

    def forward(self, image):  # [b H W channels] -> after each stage [b h w d]; CLS of the last
        states, cls = (), None
        for stage in self.stages:
            image, cls = stage(image)
            states += (image,)
        return states, cls


class CvtPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = CvtConfig
    base_model_prefix = "cvt"
    main_input_name = "pixel_values"


class CvtModel(CvtPreTrainedModel):
    """CvT without a head.

    Returns:
        BaseModelOutputWithCLSToken: last_hidden_state [b d h w], cls_token_value [b 1 d] (None
        where the last stage has no CLS), and on request hidden_states: after each stage.
    """

    def __init__(self, config: CvtConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.encoder = CvtEncoder(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        pixels = from_pixels(pixel_values, channels=self.config.num_channels)
        states, cls = self.encoder(pixels)
        images = tuple(map(channels_first, states))
        return BaseModelOutputWithCLSToken(
            last_hidden_state=images[-1],
            cls_token_value=cls,
            hidden_states=images if output_hidden_states else None,
        )


class CvtForImageClassification(ConvImageClassification, CvtPreTrainedModel):
    base_class = CvtModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: CvtConfig) -> None:
        self.layernorm = nn.LayerNorm(config.embed_dim[-1], eps=EPS)
        self.classifier = classifier(config, config.embed_dim[-1])

    def score(self, output):  # -> [b c]
        tokens = output.cls_token_value
        if tokens is None:
            tokens = flat(channels_last(output.last_hidden_state))
        return self.classifier(ops.mean(self.layernorm(tokens), 1))


HEADS = {"base": CvtModel, "image-classification": CvtForImageClassification}
