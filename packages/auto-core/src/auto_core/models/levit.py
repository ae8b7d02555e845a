"""LeViT: Graham et al., 2021, arXiv:2104.01136.

A transformer for fast inference: batch norm instead of layer norm, biases of attention by distance,
small keys, and between stages attention whose queries are every second pixel.

b batch, H and W pixels, r rows and as many columns of a map, t tokens, h heads, d hidden,
c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.levit import LevitConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPoolingAndNoAttention,
    LevitForImageClassificationWithTeacherOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.backbone import flat
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.heads import Head
from ..blocks.image_heads import Identity

BATCH_NORM: dict[str, float] = {"eps": 1e-5, "momentum": 0.1}


class LevitConvEmbeddings(nn.Module):
    def __init__(self, config: LevitConfig, before: int, after: int):
        super().__init__()
        self.convolution = nn.Conv2d(
            before,
            after,
            config.kernel_size,
            stride=config.stride,
            padding=config.padding,
            bias=False,
        )
        self.batch_norm = nn.BatchNorm2d(after, **BATCH_NORM)

    def forward(self, hidden):  # [b h w d]
        return self.batch_norm(self.convolution(hidden))


class LevitPatchEmbeddings(nn.Module):
    """The stem: four convolutions."""

    def __init__(self, config: LevitConfig):
        super().__init__()
        self.channels, self.grid, d = config.num_channels, config.grid(0), config.hidden_sizes[0]
        make = LevitConvEmbeddings
        self.embedding_layer_1 = make(config, config.num_channels, d // 8)
        self.embedding_layer_2 = make(config, d // 8, d // 4)
        self.embedding_layer_3 = make(config, d // 4, d // 2)
        self.embedding_layer_4 = make(config, d // 2, d)

    def forward(self, pixel_values):  # [b c H W] -> [b r*r d]
        hidden = self.embedding_layer_1(from_pixels(pixel_values, channels=self.channels))
        hidden = self.embedding_layer_2(ops.hardswish(hidden))
        hidden = self.embedding_layer_3(ops.hardswish(hidden))
        hidden = self.embedding_layer_4(ops.hardswish(hidden))
        found = ops.shape(hidden)[1:3]
        if all(isinstance(side, int) for side in found) and found != (self.grid, self.grid):
            raise InputError(
                f"pixel_values make {found[0]}x{found[1]} patches, and this model's biases of "
                f"attention are those of {self.grid}x{self.grid}. Resize the images."
            )
        return flat(hidden)


class MLPLayerWithBN(nn.Module):
    def __init__(self, before: int, after: int):
        super().__init__()
        self.linear = nn.Linear(before, after, bias=False)
        self.batch_norm = nn.BatchNorm1d(after, **BATCH_NORM)

    def forward(self, hidden):  # [b t d]
        return self.batch_norm(self.linear(hidden))


def distances(queries: int, keys: int, stride: int) -> np.ndarray:
    """[q*q k*k]: which bias a pixel of a map of q rows has to one of k rows, from which every
    `stride`-th pixel was taken: by how far it is, down and across."""
    apart = np.abs(stride * np.arange(queries)[:, None] - np.arange(keys))  # [q k]
    index = apart[:, None, :, None] * keys + apart[None, :, None, :]  # [q q k k]
    return index.reshape(queries * queries, keys * keys)


class LevitBiases(nn.Module):
    """What both kinds of attention share."""

    def __init__(self, heads: int, key_size: int, ratio: int, *, biases: np.ndarray, keys: int):
        super().__init__()
        self.heads, self.scale = heads, key_size**-0.5
        self.key_size, self.value_size = key_size, ratio * key_size
        self.index = biases
        self.attention_biases = nn.Parameter((heads, keys * keys), init="zeros")

    def attended(self, query, key, value):  # [b q h s], [b k h s], [b k h v] -> [b q h*v]
        table = ops.asarray(self.attention_biases)
        index = ops.asarray(self.index, dtype="int64", like=table)
        bias = ops.unsqueeze(ops.take(table, index, 1), 0)  # [1 h q k]
        return ops.hardswish(Attention(Recorder())(query, key, value, scale=self.scale, bias=bias))

    def heads_of(self, projected, sizes):
        """[b t h*(sizes)] -> [b t h size] of each size."""
        batch, tokens, _ = ops.shape(projected)
        projected = ops.reshape(projected, (batch, tokens, self.heads, sum(sizes)))
        return ops.split(projected, sizes, -1)


class LevitAttention(LevitBiases):
    def __init__(self, d: int, heads: int, key_size: int, ratio: int, *, grid: int):
        biases = distances(grid, grid, 1)
        super().__init__(heads, key_size, ratio, biases=biases, keys=grid)
        values = heads * self.value_size
        self.queries_keys_values = MLPLayerWithBN(d, values + 2 * heads * key_size)
        self.projection = MLPLayerWithBN(values, d)

    def forward(self, hidden):  # [b t d] -> [b t d]
        sizes = [self.key_size, self.key_size, self.value_size]
        query, key, value = self.heads_of(self.queries_keys_values(hidden), sizes)
        return self.projection(self.attended(query, key, value))


class LevitAttentionSubsample(LevitBiases):
    """Attention whose queries are of every `stride`-th pixel."""

    def __init__(
        self,
        before: int,
        after: int,
        heads: int,
        key_size: int,
        ratio: int,
        *,
        grid: int,
        fewer: int,
        stride: int,
    ):
        biases = distances(fewer, grid, stride)
        super().__init__(heads, key_size, ratio, biases=biases, keys=grid)
        self.grid, self.stride = grid, stride
        values = heads * self.value_size
        self.keys_values = MLPLayerWithBN(before, values + heads * key_size)
        self.queries = MLPLayerWithBN(before, heads * key_size)
        self.projection = MLPLayerWithBN(values, after)

    def forward(self, hidden):  # [b t d] -> [b fewer*fewer d]
        key, value = self.heads_of(self.keys_values(hidden), [self.key_size, self.value_size])
        batch, _, d = ops.shape(hidden)
        image = ops.reshape(hidden, (batch, self.grid, self.grid, d))
        chosen = flat(image[:, :: self.stride, :: self.stride])
        (query,) = self.heads_of(self.queries(chosen), [self.key_size])
        return self.projection(self.attended(query, key, value))


class LevitMLPLayer(nn.Module):
    def __init__(self, d: int, f: int):
        super().__init__()
        self.linear_up = MLPLayerWithBN(d, f)
        self.linear_down = MLPLayerWithBN(f, d)

    def forward(self, hidden):  # [b t d]
        return self.linear_down(ops.hardswish(self.linear_up(hidden)))


class LevitResidualLayer(nn.Block):
    def __init__(self, module: Any, *, drop: float):
        super().__init__()
        self.module = module
        self.drop_path = nn.DropPath(drop)

    def forward(self, hidden):  # [b t d]
        return hidden + self.drop_path(self.module(hidden))


class LevitStage(nn.Module):
    """Attention and feed-forward parts, and at the end of all but the last what shrinks the map."""

    def __init__(self, config: LevitConfig, stage: int):
        super().__init__()
        d, grid, drop = config.hidden_sizes[stage], config.grid(stage), config.drop_path_rate
        heads, key_size = config.num_attention_heads[stage], config.key_dim[stage]
        layers: list[Any] = []
        for _ in range(config.depths[stage]):
            ratio = config.attention_ratio[stage]
            attention = LevitAttention(d, heads, key_size, ratio, grid=grid)
            layers.append(LevitResidualLayer(attention, drop=drop))
            if config.mlp_ratio[stage] > 0:
                mlp = LevitMLPLayer(d, d * config.mlp_ratio[stage])
                layers.append(LevitResidualLayer(mlp, drop=drop))
        if stage < len(config.down_ops):
            _, key_size, heads, ratio, mlp_ratio, stride = config.down_ops[stage]
            after, fewer = config.hidden_sizes[stage + 1], config.grid(stage + 1)
            layers.append(
                LevitAttentionSubsample(
                    d, after, heads, key_size, ratio, grid=grid, fewer=fewer, stride=stride
                )
            )
            mlp = LevitMLPLayer(after, after * mlp_ratio)
            layers.append(LevitResidualLayer(mlp, drop=drop))
        self.layers = nn.ModuleList(layers)

    def forward(self, hidden):  # [b t d]
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden


class LevitEncoder(nn.Module):
    def __init__(self, config: LevitConfig):
        super().__init__()
        self.stages = nn.ModuleList(LevitStage(config, stage) for stage in range(3))

    def forward(self, hidden) -> tuple[Any, ...]:  # -> the input, and what each stage makes of it
        states = (hidden,)
        for stage in self.stages:
            states += (stage(states[-1]),)
        return states


class LevitPreTrainedModel(nn.PreTrainedModel):
    """What all LeViT models share."""

    config_class = LevitConfig
    base_model_prefix = "levit"
    main_input_name = "pixel_values"
    ignored_keys = (r"\.attention_bias_idxs$",)


class LevitModel(LevitPreTrainedModel):
    """LeViT without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b t d], pooler_output [b d],
        and on request hidden_states: after the stem and after each stage.
    """

    def __init__(self, config: LevitConfig):
        super().__init__(config)
        self.patch_embeddings = LevitPatchEmbeddings(config)
        self.encoder = LevitEncoder(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.encoder(self.patch_embeddings(pixel_values))
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=states[-1],
            pooler_output=ops.mean(states[-1], 1),
            hidden_states=states if output_hidden_states else None,
        )


class LevitClassificationLayer(nn.Module):
    def __init__(self, d: int, labels: int):
        super().__init__()
        self.batch_norm = nn.BatchNorm1d(d, **BATCH_NORM)
        self.linear = nn.Linear(d, labels)

    def forward(self, hidden):  # [b d] -> [b c]
        return self.linear(self.batch_norm(hidden))


def classifier(config: LevitConfig) -> Any:
    """The last layers of a classifier; with num_labels=0 the vectors themselves come out."""
    d, labels = config.hidden_sizes[-1], config.num_labels
    return LevitClassificationLayer(d, labels) if labels else Identity()


class LevitForImageClassification(ConvImageClassification, LevitPreTrainedModel):
    base_class = LevitModel

    def add_head(self, config: LevitConfig) -> None:
        self.classifier = classifier(config)


class LevitForImageClassificationWithTeacher(Head, LevitPreTrainedModel):
    """The mean of two classifiers, one of which learned from a teacher; without a loss."""

    base_class = LevitModel

    def add_head(self, config: LevitConfig) -> None:
        self.classifier = classifier(config)
        self.classifier_distill = classifier(config)

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        cls_logits = self.classifier(output.pooler_output)
        distillation_logits = self.classifier_distill(output.pooler_output)
        return LevitForImageClassificationWithTeacherOutput.of(
            output,
            logits=(cls_logits + distillation_logits) / 2,
            cls_logits=cls_logits,
            distillation_logits=distillation_logits,
        )


HEADS = {"base": LevitModel, "image-classification": LevitForImageClassification}

# Built instead of the head above where a config names it in `architectures`.
ALTERNATIVES = {"image-classification": (LevitForImageClassificationWithTeacher,)}
