"""EfficientFormer: Li et al., 2022, arXiv:2206.01191.

A network for mobile devices: stages of PoolFormer's blocks, with batch norm and convolutions of one
pixel, and at the end of the last one a transformer's, with biases of attention by distance.

b batch, H and W pixels, h and w of a feature map, r its rows at the end, t tokens, n heads,
d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.efficientformer import EfficientFormerConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import (
    BaseModelOutput,
    EfficientFormerForImageClassificationWithTeacherOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import channels_first, flat
from ..blocks.convnets import from_pixels
from ..blocks.heads import Head
from ..blocks.image_heads import ImageClassification, classifier
from .levit import distances

MOMENTUM = 0.1


def batch_norm(config: EfficientFormerConfig, d: int) -> Any:
    return nn.BatchNorm2d(d, eps=config.batch_norm_eps, momentum=MOMENTUM)


class EfficientFormerPatchEmbeddings(nn.Module):
    """What shrinks a map between two stages."""

    def __init__(self, config: EfficientFormerConfig, before: int, after: int):
        super().__init__()
        self.projection = nn.Conv2d(
            before,
            after,
            config.downsample_patch_size,
            stride=config.downsample_stride,
            padding=config.downsample_pad,
        )
        self.norm = batch_norm(config, after)

    def forward(self, hidden):  # [b h w d] -> [b h/stride w/stride d']
        return self.norm(self.projection(hidden))


class EfficientFormerConvStem(nn.Module):
    def __init__(self, config: EfficientFormerConfig):
        super().__init__()
        d = config.hidden_sizes[0]
        self.convolution1 = nn.Conv2d(config.num_channels, d // 2, 3, stride=2, padding=1)
        self.batchnorm_before = batch_norm(config, d // 2)
        self.convolution2 = nn.Conv2d(d // 2, d, 3, stride=2, padding=1)
        self.batchnorm_after = batch_norm(config, d)

    def forward(self, pixels):  # [b H W channels] -> [b H/4 W/4 d]
        hidden = ops.relu(self.batchnorm_before(self.convolution1(pixels)))
        return ops.relu(self.batchnorm_after(self.convolution2(hidden)))


class EfficientFormerScaled(nn.Block):
    """A block whose two changes are scaled by channel, and left out by chance in training."""

    def __init__(self, config: EfficientFormerConfig, d: int, *, drop: float):
        super().__init__()
        self.drop_path = nn.DropPath(drop)
        self.layer_scale_1 = self.layer_scale_2 = None
        if config.use_layer_scale:
            init = Constant(config.layer_scale_init_value)
            self.layer_scale_1 = nn.Parameter((d,), init=init)
            self.layer_scale_2 = nn.Parameter((d,), init=init)

    def scaled(self, scale, change):
        return self.drop_path(change if scale is None else ops.asarray(scale) * change)


class EfficientFormerConvMlp(nn.Module):
    def __init__(self, config: EfficientFormerConfig, d: int):
        super().__init__()
        f = int(d * config.mlp_expansion_ratio)
        self.convolution1 = nn.Conv2d(d, f, 1)
        self.activation = activation(config.hidden_act)
        self.convolution2 = nn.Conv2d(f, d, 1)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.batchnorm_before = batch_norm(config, f)
        self.batchnorm_after = batch_norm(config, d)

    def forward(self, hidden):  # [b h w d]
        hidden = self.activation(self.batchnorm_before(self.convolution1(hidden)))
        hidden = self.convolution2(self.dropout(hidden))
        return self.dropout(self.batchnorm_after(hidden))


class EfficientFormerMeta4D(EfficientFormerScaled):
    """PoolFormer's block of a map."""

    def __init__(self, config: EfficientFormerConfig, d: int, *, drop: float):
        super().__init__(config, d, drop=drop)
        self.pool = 3 if config.pool_size is None else config.pool_size
        self.mlp = EfficientFormerConvMlp(config, d)

    def forward(self, hidden):  # [b h w d]
        hidden = hidden + self.scaled(self.layer_scale_1, self.pooled(hidden))
        return hidden + self.scaled(self.layer_scale_2, self.mlp(hidden))

    def pooled(self, hidden):
        """The mean of each pixel's neighbours, less the pixel, which the residual adds."""
        options: dict[str, Any] = dict(stride=1, padding=self.pool // 2, count_include_pad=False)
        return ops.avg_pool2d(hidden, self.pool, **options) - hidden


class EfficientFormerSelfAttention(nn.Module):
    def __init__(self, config: EfficientFormerConfig):
        super().__init__()
        self.heads, self.rows = config.num_attention_heads, config.resolution
        self.key_size = config.key_dim
        self.value_size = int(config.attention_ratio * config.key_dim)
        self.scale = config.key_dim**-0.5
        values = self.heads * self.value_size
        self.qkv = nn.Linear(config.dim, values + 2 * self.heads * self.key_size)
        self.projection = nn.Linear(values, config.dim)
        self.index = distances(self.rows, self.rows, 1)
        self.attention_biases = nn.Parameter((self.heads, self.rows**2), init="zeros")

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        batch, tokens, _ = ops.shape(hidden)
        if isinstance(tokens, int) and tokens != self.rows**2:
            raise InputError(
                f"The images end as {tokens} tokens, and this model's biases of attention are those"
                f" of {self.rows}x{self.rows} (resolution={self.rows}). Resize the images."
            )
        sizes = [self.key_size, self.key_size, self.value_size]
        qkv = ops.reshape(self.qkv(hidden), (batch, tokens, self.heads, sum(sizes)))
        query, key, value = ops.split(qkv, sizes, -1)  # [b t n s]
        table = ops.asarray(self.attention_biases)
        bias = ops.take(table, ops.asarray(self.index, dtype="int64", like=table), 1)  # [n t t]
        attended = attend(query, key, value, scale=self.scale, bias=ops.unsqueeze(bias, 0))
        return self.projection(attended)


class EfficientFormerDenseMlp(nn.Module):
    def __init__(self, config: EfficientFormerConfig, d: int):
        super().__init__()
        f = int(d * config.mlp_expansion_ratio)
        self.linear_in = nn.Linear(d, f)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.linear_out = nn.Linear(f, d)

    def forward(self, hidden):  # [b t d]
        hidden = self.dropout(self.activation(self.linear_in(hidden)))
        return self.dropout(self.linear_out(hidden))


class EfficientFormerMeta3D(EfficientFormerScaled):
    """A transformer's block of tokens."""

    def __init__(self, config: EfficientFormerConfig, d: int, *, drop: float):
        super().__init__(config, d, drop=drop)
        self.token_mixer = EfficientFormerSelfAttention(config)
        self.layernorm1 = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.layernorm2 = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.mlp = EfficientFormerDenseMlp(config, d)

    def forward(self, hidden, attend):  # [b t d]
        change = self.token_mixer(self.layernorm1(hidden), attend)
        hidden = hidden + self.scaled(self.layer_scale_1, change)
        return hidden + self.scaled(self.layer_scale_2, self.mlp(self.layernorm2(hidden)))


class EfficientFormerMeta4DLayers(nn.Module):
    def __init__(self, config: EfficientFormerConfig, stage: int, count: int):
        super().__init__()
        d = config.hidden_sizes[stage]
        self.blocks = nn.ModuleList(
            EfficientFormerMeta4D(config, d, drop=config.drop_rate(stage, i)) for i in range(count)
        )

    def forward(self, hidden):  # [b h w d]
        for block in self.blocks:
            hidden = block(hidden)
        return hidden


class EfficientFormerMeta3DLayers(nn.Module):
    def __init__(self, config: EfficientFormerConfig):
        super().__init__()
        d, blocks = config.hidden_sizes[-1], range(config.num_meta3d_blocks)
        self.blocks = nn.ModuleList(
            EfficientFormerMeta3D(config, d, drop=config.drop_rate(-1, i)) for i in blocks
        )

    def forward(self, hidden, attend):  # [b t d]
        for block in self.blocks:
            hidden = block(hidden, attend)
        return hidden


class EfficientFormerIntermediateStage(nn.Module):
    def __init__(self, config: EfficientFormerConfig, stage: int):
        super().__init__()
        self.meta4D_layers = EfficientFormerMeta4DLayers(config, stage, config.depths[stage])

    def forward(self, hidden):  # [b h w d]
        return self.meta4D_layers(hidden)


class EfficientFormerLastStage(nn.Module):
    def __init__(self, config: EfficientFormerConfig):
        super().__init__()
        count = config.depths[-1] - config.num_meta3d_blocks
        self.meta4D_layers = EfficientFormerMeta4DLayers(config, -1, count)
        self.meta3D_layers = EfficientFormerMeta3DLayers(config)

    def forward(self, hidden, attend):  # [b h w d] -> [b t d]
        return self.meta3D_layers(flat(self.meta4D_layers(hidden)), attend)


class EfficientFormerEncoder(nn.Module):
    def __init__(self, config: EfficientFormerConfig):
        super().__init__()
        layers: list[Any] = []
        for stage in range(len(config.depths) - 1):
            layers.append(EfficientFormerIntermediateStage(config, stage))
            if config.downsampled(stage):
                sizes = config.hidden_sizes[stage : stage + 2]
                layers.append(EfficientFormerPatchEmbeddings(config, *sizes))
        self.intermediate_stages = nn.ModuleList(layers)
        self.last_stage = EfficientFormerLastStage(config)

    def forward(self, hidden, recorder):  # [b h w d] -> [b t d]
        recorder.add_hidden_state(channels_first(hidden))
        for layer in self.intermediate_stages:
            hidden = layer(hidden)
            recorder.add_hidden_state(channels_first(hidden))
        hidden = self.last_stage(hidden, Attention(recorder))
        recorder.add_hidden_state(hidden)
        return hidden


class EfficientFormerPreTrainedModel(nn.PreTrainedModel):
    """What all EfficientFormer models share."""

    config_class = EfficientFormerConfig
    base_model_prefix = "efficientformer"
    main_input_name = "pixel_values"
    ignored_keys = (r"\.attention_bias_idxs$",)


class EfficientFormerModel(EfficientFormerPreTrainedModel):
    """EfficientFormer without a head.

    Args of `forward`:
        pixel_values: [b channels H W], which the stages shrink to `resolution` rows and columns:
            32 times as many pixels with four stages.

    Returns:
        BaseModelOutput: last_hidden_state [b t d], and on request hidden_states (maps [b d h w]
        after the stem, each stage and each convolution between them, then tokens [b t d]) and the
        last stage's attentions.
    """

    def __init__(self, config: EfficientFormerConfig):
        super().__init__(config)
        self.patch_embed = EfficientFormerConvStem(config)
        self.encoder = EfficientFormerEncoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_sizes[-1], eps=config.layer_norm_eps)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        pixels = from_pixels(pixel_values, channels=self.config.num_channels)
        hidden = self.encoder(self.patch_embed(pixels), recorder)
        return BaseModelOutput(
            last_hidden_state=self.layernorm(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.patch_embed


def mean(output):  # -> [b d]
    return ops.mean(output.last_hidden_state, 1)


class EfficientFormerForImageClassification(ImageClassification, EfficientFormerPreTrainedModel):
    base_class = EfficientFormerModel

    def add_head(self, config: EfficientFormerConfig) -> None:
        self.classifier = classifier(config, config.hidden_sizes[-1])

    def score(self, output):  # -> [b c]
        return self.classifier(mean(output))


class EfficientFormerForImageClassificationWithTeacher(Head, EfficientFormerPreTrainedModel):
    """The mean of two classifiers, one of which learned from a teacher; without a loss."""

    base_class = EfficientFormerModel

    def add_head(self, config: EfficientFormerConfig) -> None:
        self.classifier = classifier(config, config.hidden_sizes[-1])
        self.distillation_classifier = classifier(config, config.hidden_sizes[-1])

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        cls_logits = self.classifier(mean(output))
        distillation_logits = self.distillation_classifier(mean(output))
        return EfficientFormerForImageClassificationWithTeacherOutput.of(
            output,
            logits=(cls_logits + distillation_logits) / 2,
            cls_logits=cls_logits,
            distillation_logits=distillation_logits,
        )


HEADS = {
    "base": EfficientFormerModel,
    "image-classification": EfficientFormerForImageClassification,
}

# Built instead of the head above where a config names it in `architectures`.
ALTERNATIVES = {"image-classification": (EfficientFormerForImageClassificationWithTeacher,)}
