"""PVT: Wang et al., 2021, arXiv:2102.12122.

Transformer stages, each of lower resolution than the one before, with learned positions. A strided
convolution shortens the sequence of keys and values. CLS stands before the patches of the last
stage.

b batch, H and W pixels, h and w of a stage, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pvt import PvtConfig
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import flat
from ..blocks.convnets import from_pixels
from ..blocks.image_heads import ImageClassification, classifier
from ..blocks.patches import repeated, resized_positions
from ..blocks.reduced_attention import ReducedAttention


class PvtPatchEmbeddings(nn.Module):
    def __init__(self, config: PvtConfig, stage: int):
        super().__init__()
        d, side = config.hidden_sizes[stage], config.grid(stage)
        self.grid, self.special = (side, side), int(stage == config.num_encoder_blocks - 1)
        positions = (1, self.special + side * side, d)
        self.position_embeddings = nn.Parameter(positions, init="normal")
        self.cls_token = nn.Parameter((1, 1, d), init="normal") if self.special else None
        # The stride is the kernel's size and the other way round, as upstream has it.
        self.projection = nn.Conv2d(
            config.hidden_sizes[stage - 1] if stage else config.num_channels,
            d,
            config.strides[stage],
            stride=config.patch_sizes[stage],
        )
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, image):  # [b H W channels] -> [b t d], and the rows and columns of patches
        hidden = self.projection(image)
        size = ops.shape(hidden)[1:3]
        hidden = self.layer_norm(flat(hidden))
        if self.cls_token is not None:
            hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        table = ops.asarray(self.position_embeddings)
        positions = resized_positions(table, self.grid, size, special=self.special, mode="bilinear")
        return self.dropout(hidden + positions), size


class PvtEfficientSelfAttention(ReducedAttention):
    def __init__(self, config: PvtConfig, stage: int):
        d, ratio = config.hidden_sizes[stage], config.sequence_reduction_ratios[stage]
        heads, dropout = config.num_attention_heads[stage], config.attention_probs_dropout_prob
        super().__init__(d, heads, bias=config.qkv_bias, dropout=dropout)
        self.reduces = ratio > 1
        if self.reduces:
            self.sequence_reduction = nn.Conv2d(d, d, ratio, stride=ratio)
            self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)

    def forward(self, hidden, attend, *, size):  # [b t d] of an image of that size -> [b t d]
        fewer = hidden
        if self.reduces:
            batch, _, d = ops.shape(hidden)
            image = ops.reshape(hidden, (batch, *size, d))
            fewer = self.layer_norm(flat(self.sequence_reduction(image)))
        return self.attended(hidden, fewer, attend)


class PvtSelfOutput(nn.Module):
    def __init__(self, config: PvtConfig, d: int):
        super().__init__()
        self.dense = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):
        return self.dropout(self.dense(hidden))


class PvtAttention(nn.Module):
    def __init__(self, config: PvtConfig, stage: int):
        super().__init__()
        self.self = PvtEfficientSelfAttention(config, stage)
        self.output = PvtSelfOutput(config, config.hidden_sizes[stage])

    def forward(self, hidden, attend, *, size):  # [b t d] -> [b t d]
        return self.output(self.self(hidden, attend, size=size))


class PvtFFN(nn.Module):
    def __init__(self, config: PvtConfig, stage: int):
        super().__init__()
        d = config.hidden_sizes[stage]
        f = int(d * config.mlp_ratios[stage])
        self.dense1 = nn.Linear(d, f)
        self.activation = activation(config.hidden_act)
        self.dense2 = nn.Linear(f, d)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):  # [b t d]
        return self.dropout(self.dense2(self.dropout(self.activation(self.dense1(hidden)))))


class PvtLayer(nn.Block):
    def __init__(self, config: PvtConfig, stage: int, *, drop: float):
        super().__init__()
        d, eps = config.hidden_sizes[stage], config.layer_norm_eps
        self.layer_norm_1 = nn.LayerNorm(d, eps=eps)
        self.attention = PvtAttention(config, stage)
        self.drop_path = nn.DropPath(drop)
        self.layer_norm_2 = nn.LayerNorm(d, eps=eps)
        self.mlp = PvtFFN(config, stage)

    def forward(self, hidden, attend, *, size):  # [b t d] -> [b t d]
        change = self.attention(self.layer_norm_1(hidden), attend, size=size)
        hidden = hidden + self.drop_path(change)
        return hidden + self.drop_path(self.mlp(self.layer_norm_2(hidden)))


class PvtEncoder(nn.Module):
    def __init__(self, config: PvtConfig):
        super().__init__()
        stages = range(config.num_encoder_blocks)
        last = max(sum(config.depths) - 1, 1)
        starts = [sum(config.depths[:stage]) for stage in stages]
        self.patch_embeddings = nn.ModuleList(PvtPatchEmbeddings(config, stage) for stage in stages)
        self.block = nn.ModuleList(
            nn.ModuleList(
                PvtLayer(config, stage, drop=config.drop_path_rate * (starts[stage] + i) / last)
                for i in range(config.depths[stage])
            )
            for stage in stages
        )
        self.layer_norm = nn.LayerNorm(config.hidden_sizes[-1], eps=config.layer_norm_eps)

    def forward(self, image, attend):
        """[b H W channels] -> the last stage's tokens [b t d], CLS first; after each block and at
        the end they are recorded."""
        hidden, recorder = image, attend.recorder
        for stage, (embed, layers) in enumerate(
            zip(self.patch_embeddings, self.block, strict=True)
        ):
            hidden, size = embed(hidden)
            for layer in layers:
                hidden = layer(hidden, attend, size=size)
                recorder.add_hidden_state(hidden)
            if stage < len(self.block) - 1:
                batch, _, d = ops.shape(hidden)
                hidden = ops.reshape(hidden, (batch, *size, d))
        hidden = self.layer_norm(hidden)
        recorder.add_hidden_state(hidden)
        return hidden


class PvtPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = PvtConfig
    base_model_prefix = "pvt"
    main_input_name = "pixel_values"


class PvtModel(PvtPreTrainedModel):
    """PVT without a head.

    Args of `forward`:
        pixel_values: [b channels H W]; for another size than the model's the positions are
            interpolated.

    Returns:
        BaseModelOutput: last_hidden_state [b t d], and on request hidden_states after each block,
        and attentions.
    """

    def __init__(self, config: PvtConfig):
        super().__init__(config)
        self.encoder = PvtEncoder(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        pixels = from_pixels(pixel_values, channels=self.config.num_channels)
        return BaseModelOutput(
            last_hidden_state=self.encoder(pixels, Attention(recorder)),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class PvtForImageClassification(ImageClassification, PvtPreTrainedModel):
    base_class = PvtModel

    def add_head(self, config: PvtConfig) -> None:
        self.classifier: Any = classifier(config, config.hidden_sizes[-1])

    def score(self, output):  # -> [b c]
        return self.classifier(output.last_hidden_state[:, 0])


HEADS = {"base": PvtModel, "image-classification": PvtForImageClassification}
