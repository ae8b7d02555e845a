"""SegFormer: Xie et al., 2021, arXiv:2105.15203.

Transformer stages, each of lower resolution than the one before. A strided convolution shortens
the sequence of keys and values. A depthwise convolution in the feed-forward part replaces
positions, so that images may have any size. The decode head fuses all stages by linear layers.

b batch, H and W pixels, h and w of a stage, d its hidden size, c classes.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.configs.segformer import SegformerConfig
from auto_core.outputs import BaseModelOutput, SemanticSegmenterOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import channels_first, channels_last, flat
from ..blocks.heads import Head
from ..blocks.image_heads import ImageClassification
from ..blocks.losses import pixel_loss
from ..blocks.patches import check_images
from ..blocks.reduced_attention import ReducedAttention


class SegformerOverlapPatchEmbeddings(nn.Module):
    def __init__(self, config: SegformerConfig, stage: int):
        super().__init__()
        d, size = config.hidden_sizes[stage], config.patch_sizes[stage]
        self.proj = nn.Conv2d(
            config.hidden_sizes[stage - 1] if stage else config.num_channels,
            d,
            size,
            stride=config.strides[stage],
            padding=size // 2,
        )
        self.layer_norm = nn.LayerNorm(d, eps=config.norm_eps)

    def forward(self, image):  # [b H W channels] -> [b h w d]
        return self.layer_norm(self.proj(image))


class SegformerEfficientSelfAttention(ReducedAttention):
    def __init__(self, config: SegformerConfig, stage: int):
        d, ratio = config.hidden_sizes[stage], config.sr_ratios[stage]
        heads, dropout = config.num_attention_heads[stage], config.attention_probs_dropout_prob
        super().__init__(d, heads, bias=True, dropout=dropout)
        self.merges = ratio > 1
        if self.merges:
            self.sr = nn.Conv2d(d, d, ratio, stride=ratio)
            self.layer_norm = nn.LayerNorm(d, eps=config.norm_eps)

    def forward(self, hidden, attend):  # [b h w d] -> [b h*w d]
        reduced = self.layer_norm(self.sr(hidden)) if self.merges else hidden
        return self.attended(flat(hidden), flat(reduced), attend)


class SegformerSelfOutput(nn.Module):
    def __init__(self, config: SegformerConfig, stage: int):
        super().__init__()
        d = config.hidden_sizes[stage]
        self.dense = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):
        return self.dropout(self.dense(hidden))


class SegformerAttention(nn.Module):
    def __init__(self, config: SegformerConfig, stage: int):
        super().__init__()
        self.self = SegformerEfficientSelfAttention(config, stage)
        self.output = SegformerSelfOutput(config, stage)

    def forward(self, hidden, attend):  # [b h w d] -> [b h w d]
        return ops.reshape(self.output(self.self(hidden, attend)), ops.shape(hidden))


class SegformerDWConv(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.dwconv = nn.Conv2d(size, size, 3, padding=1, groups=size)

    def forward(self, hidden):  # [b h w f]
        return self.dwconv(hidden)


class SegformerMixFFN(nn.Module):
    def __init__(self, config: SegformerConfig, stage: int):
        super().__init__()
        d = config.hidden_sizes[stage]
        f = int(d * config.mlp_ratios[stage])
        self.dense1 = nn.Linear(d, f)
        self.dwconv = SegformerDWConv(f)
        self.activation = activation(config.hidden_act)
        self.dense2 = nn.Linear(f, d)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):  # [b h w d] -> [b h w d]
        hidden = self.dropout(self.activation(self.dwconv(self.dense1(hidden))))
        return self.dropout(self.dense2(hidden))


class SegformerLayer(nn.Block):
    attention_class: type = SegformerAttention
    mlp_class: type = SegformerMixFFN

    def __init__(self, config: SegformerConfig, stage: int, drop_path: float):
        super().__init__()
        d = config.hidden_sizes[stage]
        self.layer_norm_1 = nn.LayerNorm(d, eps=config.norm_eps)
        self.attention = self.attention_class(config, stage)
        self.drop_path = nn.DropPath(drop_path)
        self.layer_norm_2 = nn.LayerNorm(d, eps=config.norm_eps)
        self.mlp = self.mlp_class(config, stage)

    def forward(self, hidden, attend):  # [b h w d] -> [b h w d]
        hidden = hidden + self.drop_path(self.attention(self.layer_norm_1(hidden), attend))
        return hidden + self.drop_path(self.mlp(self.layer_norm_2(hidden)))


class SegformerEncoder(nn.Module):
    def __init__(self, config: SegformerConfig, layer_class: type = SegformerLayer):
        super().__init__()
        stages = range(config.num_encoder_blocks)
        depths = config.depths[: len(stages)]
        last = max(sum(config.depths) - 1, 1)
        rate = [config.drop_path_rate * i / last for i in range(sum(config.depths))]
        self.patch_embeddings = nn.ModuleList(
            SegformerOverlapPatchEmbeddings(config, stage) for stage in stages
        )
        self.block = nn.ModuleList(
            nn.ModuleList(
                layer_class(config, stage, rate[sum(depths[:stage]) + i])
                for i in range(depths[stage])
            )
            for stage in stages
        )
        self.layer_norm = nn.ModuleList(
            nn.LayerNorm(config.hidden_sizes[stage], eps=config.norm_eps) for stage in stages
        )

    def forward(self, image, attend):  # [b H W channels] -> [b h w d] of each stage
        states = []
        for embed, blocks, norm in zip(
            self.patch_embeddings, self.block, self.layer_norm, strict=True
        ):
            image = embed(image)
            for block in blocks:
                image = block(image, attend)
            image = norm(image)
            states.append(image)
        return states


class SegformerPreTrainedModel(nn.PreTrainedModel):
    """What all SegFormer models share."""

    config_class = SegformerConfig
    base_model_prefix = "segformer"
    main_input_name = "pixel_values"
    renames = newer_names.SEGFORMER
    # The parts that variations of this family replace.
    layer_class: type = SegformerLayer


class SegformerModel(SegformerPreTrainedModel):
    """The stages of SegFormer.

    Args of `forward`:
        pixel_values: [b channels H W], of any size.

    Returns:
        BaseModelOutput: last_hidden_state [b d h w] of the last stage ([b h*w d] with
        `reshape_last_stage=False`); on request hidden_states of each stage, and attentions.
    """

    def __init__(self, config: SegformerConfig):
        super().__init__(config)
        self.encoder = SegformerEncoder(config, self.layer_class)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values, channels=self.config.num_channels)
        recorder = Recorder(attentions=output_attentions)
        states = self.encoder(channels_last(pixel_values), Attention(recorder))
        images = self.images(states)
        return BaseModelOutput(
            last_hidden_state=images[-1],
            hidden_states=tuple(images) if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def images(self, states):
        """Hidden states of the stages as outputs: [b d h w], but of the last perhaps [b h*w d]."""
        images = [channels_first(state) for state in states]
        as_images = getattr(self.config, "reshape_last_stage", True)
        return images if as_images else [*images[:-1], flat(states[-1])]


class SegformerForImageClassification(ImageClassification, SegformerPreTrainedModel):
    """Classifies the mean of the last stage."""

    base_class = SegformerModel

    def add_head(self, config: SegformerConfig) -> None:
        self.classifier = nn.Linear(config.hidden_sizes[-1], config.num_labels)

    def score(self, output):  # -> [b c]
        axes = (2, 3) if self.config.reshape_last_stage else 1
        return self.classifier(ops.mean(output.last_hidden_state, axes))


class SegformerMLP(nn.Module):
    def __init__(self, config: SegformerConfig, size: int):
        super().__init__()
        self.proj = nn.Linear(size, config.decoder_hidden_size)

    def forward(self, hidden):  # [b h w d] -> [b h w decoder's]
        return self.proj(hidden)


class SegformerDecodeHead(nn.Module):
    def __init__(self, config: SegformerConfig):
        super().__init__()
        d, stages = config.decoder_hidden_size, config.num_encoder_blocks
        self.linear_c = nn.ModuleList(
            SegformerMLP(config, size) for size in config.hidden_sizes[:stages]
        )
        self.linear_fuse = nn.Conv2d(d * stages, d, 1, bias=False)
        self.batch_norm = nn.BatchNorm2d(d, eps=1e-5, momentum=0.1)
        self.dropout = nn.Dropout(config.classifier_dropout_prob)
        self.classifier = nn.Conv2d(d, config.num_labels, 1)

    def forward(self, states):  # of each stage [b h w d] -> [b h w c], as fine as the first
        size = ops.shape(states[0])[1:3]
        resized = [
            ops.interpolate(mix(state), size, mode="bilinear", align_corners=False)
            for mix, state in zip(self.linear_c, states, strict=True)
        ]
        hidden = self.linear_fuse(ops.cat(resized[::-1], -1))  # coarsest first
        return self.classifier(self.dropout(ops.relu(self.batch_norm(hidden))))


class SegformerForSemanticSegmentation(Head, SegformerPreTrainedModel):
    """A class for each 4x4 pixels: labels [b H W] of the pixels.

    Pixels labelled `semantic_loss_ignore_index` do not count. With one class only, labels are 0
    or 1.
    """

    base_class = SegformerModel

    def add_head(self, config: SegformerConfig) -> None:
        self.decode_head = SegformerDecodeHead(config)

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values, channels=self.config.num_channels)
        recorder = Recorder(attentions=output_attentions)
        states = self.segformer.encoder(channels_last(pixel_values), Attention(recorder))
        logits = self.decode_head(states)
        images = self.segformer.images(states)
        return SemanticSegmenterOutput(
            loss=None if labels is None else self.loss(logits, labels),
            logits=channels_first(logits),
            hidden_states=tuple(images) if output_hidden_states else None,
            attentions=recorder.attentions,
        )

    def loss(self, logits, labels):  # [b h w c], [b H W]
        ignored = self.config.semantic_loss_ignore_index
        if self.config.num_labels > 1:
            return pixel_loss(logits, labels, ignore_index=ignored)
        logits = ops.interpolate(
            logits, ops.shape(labels)[1:], mode="bilinear", align_corners=False
        )[..., 0]
        counted = ops.cast((labels >= 0) & (labels != ignored), ops.dtype(logits))
        each = ops.softplus(logits) - logits * ops.cast(labels, ops.dtype(logits))
        return ops.mean(each * counted, (0, 1, 2))


PREFIX = "Segformer"
HEADS = {
    "base": SegformerModel,
    "image-classification": SegformerForImageClassification,
    "semantic-segmentation": SegformerForSemanticSegmentation,
}
