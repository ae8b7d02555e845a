"""TimeSformer: Bertasius et al., 2021, arXiv:2102.05095.

A ViT over the frames of a video. Patches attend to those at the same position in all frames, then
to those of their own frame ("divided"); or to all of the video ("joint"); or each frame is by
itself.

b batch, f frames, H and W pixels, n patches of a frame, t tokens, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.timesformer import TimesformerConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.image_heads import ImageClassification, classifier
from ..blocks.patches import PatchEmbeddings, repeated
from .vit import ViTOutput


def frames_of(pixel_values) -> Any:
    """How many frames videos [b f channels H W] have.

    Raises:
        InputError: they are missing or have other axes.
    """
    sizes = () if pixel_values is None else ops.shape(pixel_values)
    if len(sizes) != 5:
        raise InputError("Pass pixel_values [batch frames channels height width].")
    return sizes[1]


class TimesformerEmbeddings(nn.Module):
    def __init__(self, config: TimesformerConfig):
        super().__init__()
        d = config.hidden_size
        self.patch_embeddings = PatchEmbeddings(config)
        rows, columns = self.patch_embeddings.grid
        self.cls_token = nn.Parameter((1, 1, d), init="normal")
        self.position_embeddings = nn.Parameter((1, 1 + rows * columns, d), init="normal")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.time_embeddings = None
        if config.attention_type != "space_only":
            self.time_embeddings = nn.Parameter((1, config.num_frames, d), init="zeros")

    def forward(self, pixel_values):
        """[b f channels H W] -> [b 1+n*f d], the frames of each patch together, or [b*f 1+n d]."""
        frames = frames_of(pixel_values)
        batch, _, *image = ops.shape(pixel_values)
        pixels = ops.reshape(pixel_values, (batch * frames, *image))
        grid = self.patch_embeddings.count(*self.patch_embeddings.size(pixels, any_size=True))
        hidden = self.patch_embeddings(pixels)
        hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        hidden = self.dropout(hidden + self.positions(grid))
        if self.time_embeddings is None:
            return hidden
        _, tokens, d = ops.shape(hidden)
        hidden = ops.reshape(hidden, (batch, frames, tokens, d))
        cls, patches = hidden[:, 0, :1], ops.permute(hidden[:, :, 1:], (0, 2, 1, 3))
        patches = self.dropout(patches + self.times(frames))  # [b n f d]
        return ops.cat([cls, ops.reshape(patches, (batch, -1, d))], 1)

    def positions(self, grid):  # -> [1 1+n d], resized where there are more or fewer patches
        table = ops.asarray(self.position_embeddings)
        _, count, d = ops.shape(table)
        if 1 + grid[0] * grid[1] == count:
            return table
        image = ops.reshape(table[:, 1:], (1, *self.patch_embeddings.grid, d))
        image = ops.interpolate(image, grid, mode="nearest", align_corners=False)
        return ops.cat([table[:, :1], ops.reshape(image, (1, -1, d))], 1)

    def times(self, frames):  # -> [1 f d]
        table = ops.asarray(self.time_embeddings)
        if frames == ops.shape(table)[1]:
            return table
        return ops.interpolate(table, frames, mode="nearest", align_corners=False)


class TimesformerSelfAttention(nn.Module):
    def __init__(self, config: TimesformerConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        d = ops.shape(hidden)[-1]
        projected = ops.split(self.qkv(hidden), [d, d, d], -1)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)


class TimesformerAttention(nn.Module):
    def __init__(self, config: TimesformerConfig):
        super().__init__()
        d = config.hidden_size
        self.attention = TimesformerSelfAttention(config)
        self.output = ViTOutput(d, d, dropout=config.hidden_dropout_prob)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.attention(hidden, attend))


class TimesformerIntermediate(nn.Module):
    def __init__(self, config: TimesformerConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):
        return self.dropout(self.activation(self.dense(hidden)))


class TimesformerLayer(nn.Block):
    def __init__(self, config: TimesformerConfig, *, drop: float):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.layernorm_before = nn.LayerNorm(d, eps=eps)
        self.attention = TimesformerAttention(config)
        self.layernorm_after = nn.LayerNorm(d, eps=eps)
        self.intermediate = TimesformerIntermediate(config)
        dropout = config.hidden_dropout_prob
        self.output = ViTOutput(config.intermediate_size, d, dropout=dropout)
        self.drop_path = nn.DropPath(drop)
        self.divides = config.attention_type == "divided_space_time"
        if self.divides:
            self.temporal_layernorm = nn.LayerNorm(d, eps=eps)
            self.temporal_attention = TimesformerAttention(config)
            self.temporal_dense = nn.Linear(d, d)

    def forward(self, hidden, attend, *, frames):  # [b t d] -> [b t d]
        if self.divides:
            hidden = self.divided(hidden, attend, frames)
        else:
            change = self.attention(self.layernorm_before(hidden), attend)
            hidden = hidden + self.drop_path(change)
        change = self.output(self.intermediate(self.layernorm_after(hidden)))
        return hidden + self.drop_path(change)

    def divided(self, hidden, attend, frames):
        """Attention over time, then within each frame, where CLS is in each: [b 1+n*f d]."""
        batch, tokens, d = ops.shape(hidden)
        count = (tokens - 1) // frames
        cls, patches = hidden[:, :1], hidden[:, 1:]
        over_time = ops.reshape(patches, (batch * count, frames, d))
        change = self.temporal_attention(self.temporal_layernorm(over_time), Attention(Recorder()))
        change = ops.reshape(self.drop_path(change), ops.shape(patches))
        patches = patches + self.temporal_dense(change)

        within = ops.permute(ops.reshape(patches, (batch, count, frames, d)), (0, 2, 1, 3))
        each = ops.expand(ops.unsqueeze(cls, 1), (batch, frames, 1, d))
        within = ops.reshape(ops.cat([each, within], 2), (batch * frames, 1 + count, d))
        change = self.drop_path(self.attention(self.layernorm_before(within), attend))
        change = ops.reshape(change, (batch, frames, 1 + count, d))
        of_cls = ops.mean(change[:, :, :1], 1)  # over the frames
        of_patches = ops.permute(change[:, :, 1:], (0, 2, 1, 3))
        of_patches = ops.reshape(of_patches, ops.shape(patches))
        return ops.cat([cls + of_cls, patches + of_patches], 1)


class TimesformerEncoder(nn.Module):
    def __init__(self, config: TimesformerConfig):
        super().__init__()
        count = config.num_hidden_layers
        self.layer = nn.ModuleList(
            TimesformerLayer(config, drop=config.drop_path_rate * i / max(count - 1, 1))
            for i in range(count)
        )

    def forward(self, hidden, attend, *, frames):  # [b t d] -> [b t d]
        for layer in self.layer:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, attend, frames=frames)
        attend.recorder.add_hidden_state(hidden)
        return hidden


class TimesformerPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = TimesformerConfig
    base_model_prefix = "timesformer"
    main_input_name = "pixel_values"


class TimesformerModel(TimesformerPreTrainedModel):
    """TimeSformer without a head.

    Args of `forward`:
        pixel_values: [b f channels H W]. For other numbers of frames and patches than the model's,
            their positions are repeated or skipped; attention over time is over the frames that
            there are, as in the authors' code (transformers takes the model's number).

    Returns:
        BaseModelOutput: last_hidden_state [b 1+n*f d] (with attention_type="space_only"
        [b*f 1+n d]), and on request hidden_states and attentions within frames.
    """

    def __init__(self, config: TimesformerConfig):
        super().__init__(config)
        self.embeddings = TimesformerEmbeddings(config)
        self.encoder = TimesformerEncoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values)
        hidden = self.encoder(hidden, Attention(recorder), frames=frames_of(pixel_values))
        return BaseModelOutput(
            last_hidden_state=self.layernorm(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class TimesformerForVideoClassification(ImageClassification, TimesformerPreTrainedModel):
    """A class, several or a number per video: labels [b] or [b c], see `config.problem_type`."""

    base_class = TimesformerModel

    def add_head(self, config: TimesformerConfig) -> None:
        self.classifier = classifier(config, config.hidden_size)

    def score(self, output):  # -> [b c]
        return self.classifier(output.last_hidden_state[:, 0])


HEADS = {"base": TimesformerModel, "video-classification": TimesformerForVideoClassification}
