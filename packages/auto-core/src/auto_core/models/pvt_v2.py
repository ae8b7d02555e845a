"""PVT v2: Wang et al., 2021, arXiv:2106.13797.

SegFormer's stages (this network is where they come from): overlapping patches, and a depthwise
convolution in the feed-forward part instead of positions. Attention may be linear: to a fixed
number of means of the map.

b batch, H and W pixels, h and w of a stage, d its hidden size, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pvt_v2 import PvtV2Config
from auto_core.outputs import BackboneOutput, BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.backbone import Backbone, channels_first, flat
from ..blocks.convnets import from_pixels
from ..blocks.image_heads import ImageClassification, classifier
from ..blocks.reduced_attention import ReducedAttention
from .segformer import SegformerLayer, SegformerMixFFN, SegformerOverlapPatchEmbeddings

MEANS = 7  # rows and columns of what linear attention attends to


class PvtV2SelfAttention(ReducedAttention):
    def __init__(self, config: PvtV2Config, stage: int):
        d, ratio = config.hidden_sizes[stage], config.sr_ratios[stage]
        heads, dropout = config.num_attention_heads[stage], config.attention_probs_dropout_prob
        super().__init__(d, heads, bias=config.qkv_bias, dropout=dropout)
        self.proj = nn.Linear(d, d)
        self.proj_drop = nn.Dropout(config.hidden_dropout_prob)
        self.linear, self.reduces = config.linear_attention, config.linear_attention or ratio > 1
        if self.reduces:
            size = 1 if self.linear else ratio
            self.spatial_reduction = nn.Conv2d(d, d, size, stride=size)
            self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)

    def forward(self, hidden, attend):  # [b h w d] -> [b h w d]
        output = self.attended(flat(hidden), self.reduced(hidden), attend)
        return ops.reshape(self.proj_drop(self.proj(output)), ops.shape(hidden))

    def reduced(self, hidden):  # [b h w d] -> [b k d]
        if not self.reduces:
            return flat(hidden)
        if self.linear:
            hidden = ops.adaptive_avg_pool2d(hidden, MEANS)
        hidden = self.layer_norm(flat(self.spatial_reduction(hidden)))
        return ops.gelu(hidden, approximate="none") if self.linear else hidden


class PvtV2ConvFeedForwardNetwork(SegformerMixFFN):
    """SegFormer's; with linear attention there is a relu before the convolution."""

    def __init__(self, config: PvtV2Config, stage: int):
        super().__init__(config, stage)
        self.rectifies = config.linear_attention

    def forward(self, hidden):  # [b h w d] -> [b h w d]
        hidden = self.dense1(hidden)
        hidden = self.dwconv(ops.relu(hidden) if self.rectifies else hidden)
        return self.dropout(self.dense2(self.dropout(self.activation(hidden))))


class PvtV2BlockLayer(SegformerLayer):
    attention_class = PvtV2SelfAttention
    mlp_class = PvtV2ConvFeedForwardNetwork


class PvtV2EncoderLayer(nn.Module):
    """A stage."""

    def __init__(self, config: Any, stage: int):
        super().__init__()
        last, start = max(sum(config.depths) - 1, 1), sum(config.depths[:stage])
        self.patch_embedding = SegformerOverlapPatchEmbeddings(config, stage)
        self.blocks = nn.ModuleList(
            PvtV2BlockLayer(config, stage, config.drop_path_rate * (start + i) / last)
            for i in range(config.depths[stage])
        )
        self.layer_norm = nn.LayerNorm(config.hidden_sizes[stage], eps=config.layer_norm_eps)

    def forward(self, image, attend):  # [b H W channels] -> [b h w d]
        hidden = self.patch_embedding(image)
        for block in self.blocks:
            hidden = block(hidden, attend)
        return self.layer_norm(hidden)


class PvtV2Encoder(nn.Module):
    def __init__(self, config: PvtV2Config):
        super().__init__()
        self.layers = nn.ModuleList(
            PvtV2EncoderLayer(config, stage) for stage in range(config.num_encoder_blocks)
        )

    def forward(self, image, *, attentions: bool):
        """[b H W channels] -> after each stage [b h w d], and each stage's attention weights."""
        states, weights = (), ()
        for layer in self.layers:
            recorder = Recorder(attentions=attentions)
            image = layer(image, Attention(recorder))
            states, weights = (*states, image), (*weights, recorder.attentions)
        return states, weights if attentions else None


class PvtV2PreTrainedModel(nn.PreTrainedModel):
    """What all PVT v2 models share."""

    config_class = PvtV2Config
    base_model_prefix = "pvt_v2"
    main_input_name = "pixel_values"


class PvtV2Model(PvtV2PreTrainedModel):
    """The stages of PVT v2.

    Args of `forward`:
        pixel_values: [b channels H W], of any size.

    Returns:
        BaseModelOutput: last_hidden_state [b d h w]; on request hidden_states and attentions of
        each stage.
    """

    def __init__(self, config: PvtV2Config):
        super().__init__(config)
        self.encoder = PvtV2Encoder(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        pixels = from_pixels(pixel_values, channels=self.config.num_channels)
        states, attentions = self.encoder(pixels, attentions=output_attentions)
        images = tuple(map(channels_first, states))
        return BaseModelOutput(
            last_hidden_state=images[-1],
            hidden_states=images if output_hidden_states else None,
            attentions=attentions,
        )


class PvtV2ForImageClassification(ImageClassification, PvtV2PreTrainedModel):
    """Classifies the mean of the last stage."""

    base_class = PvtV2Model

    def add_head(self, config: PvtV2Config) -> None:
        self.classifier = classifier(config, config.hidden_sizes[-1])

    def score(self, output):  # -> [b c]
        return self.classifier(ops.mean(output.last_hidden_state, (2, 3)))


class PvtV2Backbone(Backbone, PvtV2PreTrainedModel):
    def __init__(self, config: PvtV2Config):
        super().__init__(config)
        self.num_features = tuple(config.hidden_sizes)
        self.encoder = PvtV2Encoder(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The weights of attention are not returned, as upstream has it."""
        pixels = from_pixels(pixel_values, channels=self.config.num_channels)
        states, _ = self.encoder(pixels, attentions=False)
        output: BackboneOutput = self.chosen(states, output_hidden_states=output_hidden_states)
        return output


HEADS = {
    "base": PvtV2Model,
    "image-classification": PvtV2ForImageClassification,
    "backbone": PvtV2Backbone,
}
