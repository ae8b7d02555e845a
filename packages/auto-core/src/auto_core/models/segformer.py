"""SegFormer: Xie et al., 2021, arXiv:2105.15203.

Transformer stages, each coarser than the one before. Keys and values are fewer than queries: a
convolution merges neighbours first. A depthwise convolution in the feed-forward tells places
apart, so that images may have any size. The head mixes all stages, point by point.

b batch, H and W pixels, h and w of a stage, d its hidden size, c classes.
"""

from __future__ import annotations

from auto_core.checkpoints import newer_names
from auto_core.configs.segformer import SegformerConfig
from auto_core.outputs import BaseModelOutput, SemanticSegmenterOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first, channels_last, flat
from ..blocks.image_heads import ImageClassification
from ..blocks.losses import pixel_loss
from ..blocks.patches import check_images
from .vit import attend

EPS = 1e-5


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
        self.layer_norm = nn.LayerNorm(d, eps=EPS)

    def forward(self, image):  # [b H W channels] -> [b h w d]
        return self.layer_norm(self.proj(image))


class SegformerEfficientSelfAttention(nn.Module):
    def __init__(self, config: SegformerConfig, stage: int):
        super().__init__()
        d, ratio = config.hidden_sizes[stage], config.sr_ratios[stage]
        self.heads = config.num_attention_heads[stage]
        self.query, self.key, self.value = (nn.Linear(d, d) for _ in range(3))
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)
        self.merges = ratio > 1
        if self.merges:
            self.sr = nn.Conv2d(d, d, ratio, stride=ratio)
            self.layer_norm = nn.LayerNorm(d, eps=EPS)

    def forward(self, hidden, *, output_attentions):  # [b h w d] -> [b h*w d], weights
        fewer = self.layer_norm(self.sr(hidden)) if self.merges else hidden
        return attend(
            self.query(flat(hidden)),
            self.key(flat(fewer)),
            self.value(flat(fewer)),
            None,
            heads=self.heads,
            dropout=self.dropout,
            output_attentions=output_attentions,
        )


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

    def forward(self, hidden, *, output_attentions):  # [b h w d] -> [b h w d], weights
        attended, weights = self.self(hidden, output_attentions=output_attentions)
        return ops.reshape(self.output(attended), ops.shape(hidden)), weights


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
    def __init__(self, config: SegformerConfig, stage: int, drop_path: float):
        super().__init__()
        d = config.hidden_sizes[stage]
        self.layer_norm_1 = nn.LayerNorm(d, eps=EPS)
        self.attention = SegformerAttention(config, stage)
        self.drop_path = nn.DropPath(drop_path)
        self.layer_norm_2 = nn.LayerNorm(d, eps=EPS)
        self.mlp = SegformerMixFFN(config, stage)

    def forward(self, hidden, *, output_attentions):  # [b h w d] -> [b h w d], weights
        change, weights = self.attention(
            self.layer_norm_1(hidden), output_attentions=output_attentions
        )
        hidden = hidden + self.drop_path(change)
        return hidden + self.drop_path(self.mlp(self.layer_norm_2(hidden))), weights


class SegformerEncoder(nn.Module):
    def __init__(self, config: SegformerConfig):
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
                SegformerLayer(config, stage, rate[sum(depths[:stage]) + i])
                for i in range(depths[stage])
            )
            for stage in stages
        )
        self.layer_norm = nn.ModuleList(
            nn.LayerNorm(config.hidden_sizes[stage], eps=EPS) for stage in stages
        )

    def forward(self, image, *, output_attentions):
        """[b H W channels] -> what each stage comes to [b h w d], and all weights."""
        states, attentions = [], ()
        for embed, blocks, norm in zip(
            self.patch_embeddings, self.block, self.layer_norm, strict=True
        ):
            image = embed(image)
            for block in blocks:
                image, weights = block(image, output_attentions=output_attentions)
                attentions += (weights,)
            image = norm(image)
            states.append(image)
        return states, attentions


class SegformerPreTrainedModel(nn.PreTrainedModel):
    """What all SegFormer models share."""

    config_class = SegformerConfig
    base_model_prefix = "segformer"
    main_input_name = "pixel_values"
    renames = newer_names.SEGFORMER


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
        self.encoder = SegformerEncoder(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values)
        states, attentions = self.encoder(
            channels_last(pixel_values), output_attentions=output_attentions
        )
        images = self.outward(states)
        return BaseModelOutput(
            last_hidden_state=images[-1],
            hidden_states=tuple(images) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )

    def outward(self, states):
        """States of the stages as outputs: [b d h w], but of the last perhaps [b h*w d]."""
        images = [channels_first(state) for state in states]
        return images if self.config.reshape_last_stage else [*images[:-1], flat(states[-1])]


class SegformerForImageClassification(ImageClassification, SegformerPreTrainedModel):
    """Classifies the mean of the last stage."""

    base_class = SegformerModel

    def add_head(self, config: SegformerConfig) -> None:
        self.classifier = nn.Linear(config.hidden_sizes[-1], config.num_labels)

    def score(self, output):
        places = (2, 3) if self.config.reshape_last_stage else 1
        return self.classifier(ops.mean(output.last_hidden_state, places))


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
        evened = [
            ops.interpolate(mix(state), size, mode="bilinear", align_corners=False)
            for mix, state in zip(self.linear_c, states, strict=True)
        ]
        hidden = self.linear_fuse(ops.cat(evened[::-1], -1))  # coarsest first
        return self.classifier(self.dropout(ops.relu(self.batch_norm(hidden))))


class SegformerForSemanticSegmentation(SegformerPreTrainedModel):
    """A class for each place, four pixels apart: labels [b H W] of the pixels.

    Pixels labelled `semantic_loss_ignore_index` do not count. With one class only, labels are 0
    or 1.
    """

    def __init__(self, config: SegformerConfig):
        super().__init__(config)
        self.segformer = SegformerModel(config)
        self.decode_head = SegformerDecodeHead(config)

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values)
        states, attentions = self.segformer.encoder(
            channels_last(pixel_values), output_attentions=output_attentions
        )
        logits = self.decode_head(states)
        images = self.segformer.outward(states)
        return SemanticSegmenterOutput(
            loss=None if labels is None else self.loss(logits, labels),
            logits=channels_first(logits),
            hidden_states=tuple(images) if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
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


HEADS = {
    "base": SegformerModel,
    "image-classification": SegformerForImageClassification,
    "semantic-segmentation": SegformerForSemanticSegmentation,
}
