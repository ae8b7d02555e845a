"""DEIMv2: Huang et al., 2025, arXiv:2509.20787.

D-FINE with smaller layers: feature maps are added instead of joined, the decoder has RMS norms and
gated feed-forward parts. The backbone is HGNetV2 or a DINOv3 ViT, beside which convolutions see
details; the smallest models have an encoder of two maps without attention.

b batch, h and w of a feature map, q queries, d hidden, e channels of a map.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auto_core.configs._vit import pair
from auto_core.configs.deimv2 import Deimv2Config
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import backbone, channels_first, channels_last
from ..blocks.convnets import from_pixels
from ..blocks.dense_matching_loss import dense_detection_loss
from ..blocks.frozen_batch_norm import frozen_batch_norms
from ..blocks.patches import check_images
from . import d_fine
from .d_fine import DFineGate, DFineMLP, DFineMultiscaleDeformableAttention, DFineSCDown
from .detr import DetrAttention
from .rt_detr import (
    RTDetrAIFILayer,
    RTDetrConvNormLayer,
    RTDetrEncoderLayer,
    RTDetrHybridEncoder,
    RTDetrRepVggBlock,
    check_sizes,
)

EPS = 1e-6  # of the decoder's norms


# --- feature maps ------------------------------------------------------------------------


class Deimv2ConvEncoder(nn.Module):
    """A convolutional backbone, and projections to the encoder's size."""

    def __init__(self, config: Deimv2Config):
        super().__init__()
        if config.freeze_backbone_batch_norms:
            with frozen_batch_norms():
                self.model = backbone(config)
        else:
            self.model = backbone(config)
        channels = () if config.encoder_type == "lite" else tuple(self.model.channels)
        self.encoder_input_proj = nn.ModuleList(
            RTDetrConvNormLayer(config, size, config.encoder_hidden_dim, 1) for size in channels
        )

    def forward(self, pixel_values):  # -> [b h w e] of each stage, the finest first
        maps = self.model(pixel_values, return_dict=True).feature_maps
        maps = [channels_last(x) for x in maps]
        if not len(self.encoder_input_proj):
            return maps
        return [project(x) for project, x in zip(self.encoder_input_proj, maps, strict=True)]


class Deimv2SpatialTuningAdapter(nn.Module):
    """Convolutions that see details: maps of an eighth, a 16th and a 32nd of the image's sides."""

    def __init__(self, config: Deimv2Config):
        super().__init__()
        n = config.spatial_tuning_adapter_inplanes
        self.stem_conv = RTDetrConvNormLayer(config, 3, n, 3, stride=2, act="gelu")
        self.conv2 = RTDetrConvNormLayer(config, n, 2 * n, 3, stride=2)
        self.conv3 = RTDetrConvNormLayer(config, 2 * n, 4 * n, 3, stride=2)
        self.conv4 = RTDetrConvNormLayer(config, 4 * n, 4 * n, 3, stride=2)
        self.activation = activation("gelu")

    def forward(self, pixel_values):
        hidden = self.stem_conv(from_pixels(pixel_values, channels=3))
        first = self.conv2(ops.max_pool2d(hidden, 3, stride=2, padding=1))
        second = self.conv3(self.activation(first))
        return first, second, self.conv4(self.activation(second))


class Deimv2DINOv3ConvEncoder(nn.Module):
    """A ViT, whose maps are of one size, resized and joined with details."""

    def __init__(self, config: Deimv2Config):
        super().__init__()
        self.backbone = backbone(config)
        self.patch_size = pair(config.backbone_config.patch_size)
        self.spatial_tuning_adapter = Deimv2SpatialTuningAdapter(config)
        d, n = config.backbone_config.hidden_size, config.spatial_tuning_adapter_inplanes
        self.fusion_proj = nn.ModuleList(
            RTDetrConvNormLayer(config, d + size, config.encoder_hidden_dim, 1)
            for size in (2 * n, 4 * n, 4 * n)
        )

    def forward(self, pixel_values):  # -> [b h w e], the finest first
        maps = self.backbone(pixel_values, return_dict=True).feature_maps
        height, width = ops.shape(pixel_values)[2:]
        rows, columns = height // self.patch_size[0], width // self.patch_size[1]
        details, found = self.spatial_tuning_adapter(pixel_values), []
        parts = zip(maps, details, self.fusion_proj, strict=False)
        for i, (state, detail, project) in enumerate(parts):
            doublings = len(maps) - 2 - i
            size = (scaled(rows, doublings), scaled(columns, doublings))
            state = ops.interpolate(
                channels_last(state), size, mode="bilinear", align_corners=False
            )
            check_details(state, detail)
            found.append(project(ops.cat([state, detail], -1)))
        return found


def scaled(count, doublings: int):
    return count * 2**doublings if doublings >= 0 else count // 2**-doublings


def check_details(state, detail) -> None:
    """Raise InputError unless two maps [b h w d] are of one size."""
    one, other = ops.shape(state)[1:3], ops.shape(detail)[1:3]
    known = all(isinstance(side, int) for side in (*one, *other))
    if known and one != other:
        raise InputError(
            f"The ViT's feature map of {one[0]}x{one[1]} pixels meets details of "
            f"{other[0]}x{other[1]}. Resize the images so that both sides are multiples of 32; "
            "patches of 16 pixels and three feature maps are what fits."
        )


# --- the encoders ------------------------------------------------------------------------


class Deimv2CSPRepLayer(nn.Module):
    """Half of the channels pass RepVGG blocks, and the other half is added."""

    def __init__(self, config: Deimv2Config, before: int, after: int):
        super().__init__()
        act, self.size = config.activation_function, after
        self.conv1 = RTDetrConvNormLayer(config, before, 2 * after, 1, act=act)
        self.bottlenecks = nn.ModuleList(
            RTDetrRepVggBlock(config, after) for _ in range(round(3 * config.depth_mult))
        )
        self.conv2 = None
        if config.encoder_has_trailing_conv:
            self.conv2 = RTDetrConvNormLayer(config, after, after, 3, act=act)

    def forward(self, hidden):  # [b h w before] -> [b h w after]
        residual, hidden = ops.split(self.conv1(hidden), [self.size, self.size], -1)
        for block in self.bottlenecks:
            hidden = block(hidden)
        hidden = residual + hidden
        return hidden if self.conv2 is None else self.conv2(hidden)


class Deimv2RepNCSPELAN5(nn.Module):
    """Two halves of the channels, of which one passes two paths more; all four are joined."""

    def __init__(self, config: Deimv2Config):
        super().__init__()
        d, act = config.encoder_hidden_dim, config.activation_function
        inner = round(config.hidden_expansion * d // 2)
        self.size = d
        self.conv1 = RTDetrConvNormLayer(config, d, 2 * d, 1, act=act)
        self.csp_rep1 = Deimv2CSPRepLayer(config, d, inner)
        self.csp_rep2 = Deimv2CSPRepLayer(config, inner, inner)
        self.conv2 = RTDetrConvNormLayer(config, 2 * d + 2 * inner, d, 1, act=act)

    def forward(self, hidden):  # [b h w d] -> [b h w d]
        halves = ops.split(self.conv1(hidden), [self.size, self.size], -1)
        first = self.csp_rep1(halves[1])
        return self.conv2(ops.cat([*halves, first, self.csp_rep2(first)], -1))


class Deimv2Attention(DetrAttention):
    output_name = "o_proj"


class Deimv2EncoderLayer(RTDetrEncoderLayer):
    attention_class = Deimv2Attention

    def add_feed_forward(self, config: Deimv2Config, d: int, f: int) -> None:
        self.mlp = DFineMLP(d, f, d, 2, act=config.encoder_activation_function)

    def feed_forward(self, hidden):
        return self.mlp(hidden)


class Deimv2AIFILayer(RTDetrAIFILayer):
    layer_class = Deimv2EncoderLayer


class Deimv2HybridEncoder(RTDetrHybridEncoder):
    attention_class, attention_name = Deimv2AIFILayer, "aifi"

    def lateral(self, config: Deimv2Config) -> Any:
        d = config.encoder_hidden_dim
        return RTDetrConvNormLayer(config, d, d, 1)

    def downsampling(self, config: Deimv2Config) -> Any:
        return DFineSCDown(config)

    def fusion(self, config: Deimv2Config) -> Any:
        return Deimv2RepNCSPELAN5(config)

    def joined(self, one, other):
        return one + other


class Deimv2LiteEncoder(nn.Module):
    """Two maps, the coarser of which may be made here, without attention."""

    def __init__(self, config: Deimv2Config):
        super().__init__()
        d, act = config.encoder_hidden_dim, config.activation_function
        self.input_proj = nn.ModuleList(
            RTDetrConvNormLayer(config, size, d, 1) for size in config.encoder_in_channels
        )
        self.down_conv1 = RTDetrConvNormLayer(config, d, d, 1, act=act)
        self.down_conv2 = RTDetrConvNormLayer(config, d, d, 1, act=act)
        self.bi_fusion_conv = RTDetrConvNormLayer(config, d, d, 1, act=act)
        self.fpn_block, self.pan_block = Deimv2RepNCSPELAN5(config), Deimv2RepNCSPELAN5(config)

    def forward(self, maps: Sequence[Any], recorder):  # [b h w e] each, the finest first
        first, maps = maps[0], [p(x) for p, x in zip(self.input_proj, maps, strict=True)]
        for x in (first, *maps):
            recorder.add_hidden_state(channels_first(x))
        coarsest = self.down_conv1(halved(maps[-1]))
        coarsest = self.bi_fusion_conv(coarsest + ops.mean(coarsest, (1, 2), keepdim=True))
        recorder.add_hidden_state(channels_first(coarsest))
        fine, coarse, *_ = [*maps, coarsest]
        height, width = ops.shape(coarse)[1:3]
        large = ops.interpolate(
            coarse, (2 * height, 2 * width), mode="nearest", align_corners=False
        )
        check_sizes(large, fine)
        first = self.fpn_block(fine + large)
        return [first, self.pan_block(coarse + self.down_conv2(halved(first)))]


def halved(hidden):  # [b h w d] -> [b h/2 w/2 d]
    return ops.avg_pool2d(hidden, 3, stride=2, padding=1, count_include_pad=True)


# --- the decoder -------------------------------------------------------------------------


class Deimv2SwiGLUFFN(nn.Module):
    def __init__(self, config: Deimv2Config):
        super().__init__()
        d, f = config.d_model, config.decoder_ffn_dim // 2
        self.gate_proj, self.up_proj = nn.Linear(d, f), nn.Linear(d, f)
        self.down_proj = nn.Linear(f, d)

    def forward(self, hidden):
        return self.down_proj(ops.silu(self.gate_proj(hidden)) * self.up_proj(hidden))


class Deimv2Gate(DFineGate):
    def __init__(self, d: int):
        super().__init__(d)
        self.norm = nn.RMSNorm(d, eps=EPS)


class Deimv2DecoderLayer(nn.Block):
    def __init__(self, config: Deimv2Config, cross_attention: Any):
        super().__init__()
        d, heads = config.d_model, config.decoder_attention_heads
        self.self_attn = Deimv2Attention(d, heads, dropout=config.attention_dropout)
        self.self_attn_layer_norm = nn.RMSNorm(d, eps=EPS)
        self.encoder_attn = cross_attention
        self.gateway = Deimv2Gate(d) if config.use_gateway else None
        self.encoder_attn_layer_norm = None if config.use_gateway else nn.RMSNorm(d, eps=EPS)
        self.mlp, self.final_layer_norm = Deimv2SwiGLUFFN(config), nn.RMSNorm(d, eps=EPS)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden, position, boxes, context, sizes, attend):
        """[b q d] with positions [b q d] and boxes [b q 4], and context [b k d] -> [b q d]."""
        change = self.self_attn(hidden, position, hidden, position, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change, weights = self.encoder_attn.weighted(hidden + position, boxes, context, sizes=sizes)
        if attend.recorder.wants_attentions:
            attend.recorder.add("cross_attentions", weights)
        change = self.dropout(change)
        if self.gateway is not None:
            hidden = self.gateway(hidden, change)
        else:
            hidden = self.encoder_attn_layer_norm(hidden + change)
        return self.final_layer_norm(hidden + self.mlp(hidden))


class Deimv2Decoder(d_fine.DFineDecoder):
    def position_head(self, config: Deimv2Config) -> Any:
        d = config.d_model
        return DFineMLP(4, d, d, 3, act=config.decoder_activation_function)


# --- models ------------------------------------------------------------------------------


class Deimv2PreTrainedModel(d_fine.DFinePreTrainedModel):
    """What both models share."""

    config_class = Deimv2Config
    renames = ((r"^(class|bbox)_embed\.", r"model.decoder.\1_embed."),)  # the same
    encoder_class = Deimv2HybridEncoder
    decoder_class, decoder_layer_class = Deimv2Decoder, Deimv2DecoderLayer
    cross_attention = staticmethod(DFineMultiscaleDeformableAttention)


class Deimv2Model(d_fine.DFineModel, Deimv2PreTrainedModel):
    def add_backbone(self, config: Deimv2Config) -> None:
        kind = Deimv2DINOv3ConvEncoder if config.has_vit else Deimv2ConvEncoder
        self.conv_encoder = kind(config)

    def encoder_of(self, config: Deimv2Config) -> Any:
        lite = config.encoder_type == "lite"
        return Deimv2LiteEncoder(config) if lite else self.encoder_class(config)

    def projected(self, pixel_values, inputs_embeds) -> list[Any]:
        if inputs_embeds is not None:
            return [channels_last(x) for x in inputs_embeds]
        check_images(pixel_values)
        return self.conv_encoder(pixel_values)

    def decoder_projections(self, config: Deimv2Config) -> list[Any]:
        d, channels = config.d_model, config.decoder_in_channels
        if channels[-1] == d:
            return []
        smaller = config.num_feature_levels - len(channels)
        options = [(1, 1)] * len(channels) + [(3, 2)] * smaller
        return [
            RTDetrConvNormLayer(config, channels[-1], d, kernel, stride=stride)
            for kernel, stride in options
        ]

    def levels(self, maps: Sequence[Any]) -> list[Any]:
        count = self.config.num_feature_levels
        sources = [maps[min(i, len(maps) - 1)] for i in range(count)]
        if not len(self.decoder_input_proj):
            return sources
        return [project(x) for project, x in zip(self.decoder_input_proj, sources, strict=True)]


class Deimv2ForObjectDetection(d_fine.DFineForObjectDetection, Deimv2PreTrainedModel):
    base_class = Deimv2Model

    def ties(self) -> dict[str, str]:
        """All layers have one predictor of boxes, if the config says so."""
        heads = "model.decoder.bbox_embed"
        shared = {
            f"{heads}.{i}.layers.{j}.{kind}": f"{heads}.0.layers.{j}.{kind}"
            for i in range(1, self.config.decoder_layers)
            for j in range(3)
            for kind in ("weight", "bias")
        }
        return dict(super().ties()) | (shared if self.config.share_bbox_head else {})

    def detection_loss(self, config, last, labels, *, losses_of=None, **layers: Any):
        return dense_detection_loss(config, last, labels, **layers)


PREFIX = "Deimv2"
HEADS = {"base": Deimv2Model, "object-detection": Deimv2ForObjectDetection}
