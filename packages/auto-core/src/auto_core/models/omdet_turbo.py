"""OmDet-Turbo: Zhao et al., 2024, arXiv:2403.06892.

RT-DETR for classes that are named by texts: the class of a pixel or a query is the name whose
embedding it is nearest to. The tokens of a task ("Detect cats, dogs.") attend along with the
queries.

b batch, H and W pixels, h and w of a feature map, k pixels of all maps, q queries, n names of all
images together, c names of one, t tokens, d hidden, e size of an embedding.
"""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np

from auto_core.configs.omdet_turbo import OmDetTurboConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import OmDetTurboObjectDetectionOutput
from auto_core.pretrained.static import static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, parts
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import backbone, channels_first, channels_last, flat
from ..blocks.boxes import inverse_sigmoid
from ..blocks.deformable import DeformableAttention, _number
from ..blocks.patches import check_images
from ..blocks.seq2seq import finite
from .rt_detr import RTDetrConvNormLayer, RTDetrCSPRepLayer, check_sizes

SCALE = 1 / 0.07  # of cosines
NORM: dict[str, float] = {"eps": 1e-5, "momentum": 0.1}


class OmDetTurboMLP(nn.Module):
    """Linear layers with a ReLU between them."""

    def __init__(self, *sizes: int):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in pairwise(sizes))

    def forward(self, hidden):
        *earlier, last = self.layers
        for layer in earlier:
            hidden = ops.relu(layer(hidden))
        return last(hidden)


# --- backbones ---------------------------------------------------------------------------


class OmDetTurboLanguageBackbone(nn.Module):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        self.model = parts.build(config.text_config)
        shape = (config.text_projection_in_dim, config.text_projection_out_dim)
        self.text_projection = nn.Parameter(shape, init=Constant(0.0))

    def tokens(self, ids):  # [n t] -> [n t e]
        return self.model(ids, return_dict=True).last_hidden_state

    def names(self, ids):  # [n t] -> [n e], of the token with the highest id, the end
        hidden = self.tokens(ids)
        count, _, size = ops.shape(hidden)
        end = ops.expand(ops.reshape(ops.argmax(ids, -1), (-1, 1, 1)), (count, 1, size))
        return ops.matmul(ops.gather(hidden, 1, end)[:, 0], ops.asarray(self.text_projection))


class OmDetTurboVisionBackbone(nn.Module):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        self.vision_backbone = backbone(config)
        self.layer_norms = nn.ModuleList(
            nn.LayerNorm(size, eps=config.layer_norm_eps) for size in config.encoder_in_channels
        )
        self.norms = config.apply_layernorm_after_vision_backbone
        self.is_last = bool(getattr(config.backbone_config, "is_swin", False))  # of channels

    def forward(self, pixel_values):  # -> [b h w channels] of each map
        maps = self.vision_backbone(pixel_values, return_dict=True).feature_maps
        maps = list(maps) if self.is_last else [channels_last(x) for x in maps]
        if not self.norms:
            return maps
        return [norm(x) for norm, x in zip(self.layer_norms, maps, strict=True)]


# --- the encoder -------------------------------------------------------------------------


class OmDetTurboMultiheadAttention(nn.Module):
    def __init__(self, d: int, heads: int, *, dropout: float):
        super().__init__()
        self.head_size = d // heads
        self.query, self.key, self.value = (nn.Linear(d, d) for _ in range(3))
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden, position, attend):
        """[b t d] with positions for queries and keys [b t d] -> [b t d]."""
        placed = hidden + position
        projected = (self.query(placed), self.key(placed), self.value(hidden))
        heads = (split_heads(x, self.head_size) for x in projected)
        return self.out_proj(attend(*heads, scale=self.head_size**-0.5, dropout=self.dropout))


class OmDetTurboEncoderLayer(nn.Block):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        d, f, eps = config.encoder_hidden_dim, config.encoder_dim_feedforward, config.layer_norm_eps
        heads, dropout = config.encoder_attention_heads, config.encoder_dropout
        self.self_attn = OmDetTurboMultiheadAttention(d, heads, dropout=dropout)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)
        self.activation = activation(config.encoder_feedforward_activation)
        self.dropout = nn.Dropout(dropout)
        self.encoder_feedforward_dropout = nn.Dropout(config.encoder_feedforward_dropout)

    def forward(self, hidden, position, attend):  # [b k d] -> [b k d]
        change = self.self_attn(hidden, position, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.encoder_feedforward_dropout(self.activation(self.fc1(hidden)))
        hidden = self.final_layer_norm(hidden + self.dropout(self.fc2(change)))
        return finite(hidden) if nn.in_training(self) else hidden


class OmDetTurboEncoder(nn.Module):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        self.layers = nn.ModuleList(
            OmDetTurboEncoderLayer(config) for _ in range(config.encoder_layers)
        )

    def forward(self, hidden, position, attend):
        for layer in self.layers:
            hidden = layer(hidden, position, attend)
        return hidden


def projections(sizes, d: int) -> Any:
    """A convolution of each map to `d` channels, and a norm."""
    return nn.ModuleList(
        nn.ModuleList([nn.Conv2d(size, d, 1, bias=False), nn.BatchNorm2d(d, **NORM)])
        for size in sizes
    )


def projected(layers, maps) -> list[Any]:
    return [norm(convolve(x)) for (convolve, norm), x in zip(layers, maps, strict=True)]


class OmDetTurboHybridEncoder(nn.Module):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        d, act = config.encoder_hidden_dim, config.conv_norm_activation
        sizes = config.encoder_in_channels
        fusion = SimpleNamespace(
            activation_function=config.csp_activation, batch_norm_eps=config.batch_norm_eps
        )
        self.channel_projection_layers = projections(sizes, d)
        self.encoder = nn.ModuleList(
            OmDetTurboEncoder(config) for _ in config.encoder_projection_indices
        )

        def joined() -> Any:
            return RTDetrCSPRepLayer(fusion, 2 * d, d, expansion=config.hidden_expansion)

        steps = range(len(sizes) - 1)
        self.lateral_convs = nn.ModuleList(
            RTDetrConvNormLayer(config, d, d, 1, act=act) for _ in steps
        )
        self.fpn_blocks = nn.ModuleList(joined() for _ in steps)
        self.downsample_convs = nn.ModuleList(
            RTDetrConvNormLayer(config, d, d, 3, stride=2, act=act) for _ in steps
        )
        self.pan_blocks = nn.ModuleList(joined() for _ in steps)
        self.indices = tuple(config.encoder_projection_indices)
        base, quarter = config.positional_encoding_temperature, d // 4
        self.frequencies = tuple(base ** -(i / quarter) for i in range(quarter))
        self.fixed = config.eval_size is not None

    def forward(self, maps, recorder):
        """Maps [b h w channels], the finest first -> [b h w d] each."""
        maps = projected(self.channel_projection_layers, maps)
        for index, encode in zip(self.indices, self.encoder, strict=True):
            recorder.add_hidden_state(channels_first(maps[index]))
            own = recorder.isolated()
            batch, height, width, d = ops.shape(maps[index])
            position = 0.0
            if nn.in_training(self) or not self.fixed:
                position = self.positions(height, width, like=maps[index])
            hidden = encode(flat(maps[index]), position, Attention(own))
            if recorder.wants_attentions:
                recorder.add("of_maps", own.attentions or ())
            maps[index] = ops.reshape(hidden, (batch, height, width, d))
        if self.indices:
            recorder.add_hidden_state(channels_first(maps[self.indices[-1]]))
        down = [maps[-1]]  # the coarsest first
        steps = zip(self.lateral_convs, self.fpn_blocks, reversed(maps[:-1]), strict=True)
        for lateral, block, finer in steps:
            down[-1] = lateral(down[-1])
            height, width = ops.shape(down[-1])[1:3]
            size = (2 * height, 2 * width)
            coarse = ops.interpolate(down[-1], size, mode="nearest", align_corners=False)
            check_sizes(coarse, finer)
            down.append(block(ops.cat([coarse, finer], -1)))
        up = [down[-1]]
        steps = zip(self.downsample_convs, self.pan_blocks, reversed(down[:-1]), strict=True)
        for convolve, block, coarser in steps:
            up.append(block(ops.cat([convolve(up[-1]), coarser], -1)))
        return up

    def positions(self, height, width, *, like):
        """Sinusoids [1 h*w d] of a map, counted column by column, as upstream."""
        exact = "float64" if ops.dtype(like) == "float64" else "float32"
        frequencies = ops.asarray(np.array(self.frequencies), like=like, dtype=exact)
        halves = []
        for count, axis in ((width, 1), (height, 0)):
            steps = ops.cast(ops.arange(0, count, like=like, dtype="int64"), exact)
            angles = ops.unsqueeze(steps, 1) * frequencies  # [count d/4]
            waves = ops.unsqueeze(ops.cat([ops.sin(angles), ops.cos(angles)], -1), axis)
            halves.append(ops.expand(waves, (width, height, 2 * len(self.frequencies))))
        waves = ops.reshape(ops.cat(halves, -1), (1, width * height, 4 * len(self.frequencies)))
        return ops.cast(waves, ops.dtype(like))


# --- the decoder -------------------------------------------------------------------------


class OmDetTurboMLPWithDropout(nn.Module):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        e, f = config.class_embed_dim, config.task_encoder_hidden_dim
        self.linear1, self.linear2 = nn.Linear(e, f), nn.Linear(f, e)
        self.activation = activation(config.decoder_activation)
        self.dropout = nn.Dropout(config.decoder_dropout)

    def forward(self, hidden):
        return self.linear2(self.dropout(self.activation(self.linear1(hidden))))


class OmDetTurboResidualLayer(nn.Module):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        self.norm1 = nn.LayerNorm(config.class_embed_dim, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.decoder_dropout)

    def forward(self, hidden, change):
        return self.norm1(hidden + self.dropout(change))


class OmDetTurboTaskEncoder(nn.Module):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        self.mlp = OmDetTurboMLPWithDropout(config)
        self.res1 = OmDetTurboResidualLayer(config)

    def forward(self, hidden):  # [b t e] -> [b t e]
        return self.res1(hidden, self.mlp(hidden))


class OmDetTurboDeformableTransformerDecoderLayer(nn.Block):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        d, f, eps = config.decoder_hidden_dim, config.decoder_dim_feedforward, config.layer_norm_eps
        heads, dropout = config.decoder_num_heads, config.decoder_dropout
        self.self_attn = OmDetTurboMultiheadAttention(d, heads, dropout=dropout)
        self.cross_attn = DeformableAttention(
            d, heads=heads, levels=config.num_feature_levels, points=config.decoder_num_points
        )
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(d, eps=eps) for _ in range(3))
        self.linear1, self.linear2 = nn.Linear(d, f), nn.Linear(f, d)
        self.activation = activation(config.decoder_activation)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden, position, task, boxes, context, sizes, attend):
        """[b q d] with positions [b q d] and boxes [b q 4], the task's tokens [b t d], and context
        [b k d] -> [b q d] and [b t d]."""
        queries, tokens = ops.shape(hidden)[1], ops.shape(task)[1]
        both = ops.cat([hidden, task], 1)
        placed = ops.cat([position, ops.zeros(ops.shape(task), like=task)], 1)
        both = self.norm1(both + self.dropout(self.self_attn(both, placed, attend)))
        hidden, task = ops.split(both, [queries, tokens], 1)
        change, weights = self.cross_attn.weighted(hidden + position, boxes, context, sizes=sizes)
        if attend.recorder.wants_attentions:
            attend.recorder.add("cross_attentions", weights)
        hidden = self.norm2(hidden + self.dropout(change))
        change = self.linear2(self.dropout(self.activation(self.linear1(hidden))))
        return self.norm3(hidden + self.dropout(change)), task


class OmDetTurboDecoder(nn.Module):
    def __init__(self, config: OmDetTurboConfig):
        super().__init__()
        d, e, layers = config.decoder_hidden_dim, config.class_embed_dim, config.decoder_num_layers
        self.count, self.cosine = config.num_queries, config.class_distance_type == "cosine"
        self.channel_projection_layers = projections(config.vision_features_channels, d)
        self.task_encoder = OmDetTurboTaskEncoder(config)
        self.task_project = nn.Linear(e, d) if e != d else None
        self.layers = nn.ModuleList(
            OmDetTurboDeformableTransformerDecoderLayer(config) for _ in range(layers)
        )
        self.tgt_embed: Any = None
        if config.learn_initial_query:
            self.tgt_embed = nn.Embedding(config.num_queries, d)
        self.query_position_head = OmDetTurboMLP(4, 2 * d, d)
        self.encoder_vision_features = nn.ModuleList(
            [nn.Linear(d, d), nn.LayerNorm(d, eps=config.layer_norm_eps)]
        )
        self.encoder_class_head = nn.Linear(e, d)
        self.encoder_bbox_head = OmDetTurboMLP(d, d, d, 4)
        self.decoder_class_head = nn.ModuleList(nn.Linear(e, d) for _ in range(layers))
        self.decoder_bbox_head = nn.ModuleList(OmDetTurboMLP(d, d, d, 4) for _ in range(layers))

    def forward(self, maps, names, task, task_mask, recorder):
        """Maps [b h w d], names [b c e], the task's tokens [b t e] and their mask [b t] -> the
        fields of the output by name."""
        maps = projected(self.channel_projection_layers, maps)
        sizes = [ops.shape(x)[1:3] for x in maps]
        context = ops.cat([flat(x) for x in maps], 1)
        task = self.task_encoder(task)
        if self.task_project is not None:
            task = self.task_project(task)
        found = self.propose(context, sizes, names)
        hidden, logits = found.pop("query"), found.pop("boxes")
        trains = nn.in_training(self)
        if trains:
            logits = ops.detach(logits)
            hidden = ops.detach(hidden) if self.tgt_embed is None else hidden
        batch = ops.shape(hidden)[0]
        seen = ops.ones((batch, self.count), like=task_mask, dtype="int64")
        mask = attention_masks.boolean_mask(ops.cat([seen, ops.cast(task_mask, "int64")], 1))
        attend = Attention(recorder, mask)
        boxes, last = ops.sigmoid(logits), len(self.layers) - 1
        refined = boxes
        recorder.add_hidden_state(hidden)
        for i, layer in enumerate(self.layers):
            position = self.query_position_head(boxes)
            hidden, task = layer(hidden, position, task, boxes, context, sizes, attend)
            recorder.add_hidden_state(hidden)
            # In training gradients of the last boxes go one layer further back.
            start = refined if trains and i else boxes
            refined = ops.sigmoid(self.decoder_bbox_head[i](hidden) + inverse_sigmoid(start))
            if i != last:
                boxes = ops.detach(refined) if trains else refined
        return found | {
            "decoder_coord_logits": refined,
            "decoder_class_logits": self.likeness(hidden, self.decoder_class_head[last](names)),
            "intermediate_reference_points": boxes,
        }

    def propose(self, context, sizes, names) -> dict[str, Any]:
        """The pixels [b k d] that are most like a name, as queries with boxes."""
        anchors, valid = self.anchors(sizes, like=context)
        project, norm = self.encoder_vision_features
        memory = norm(project(ops.where(valid, context, 0.0)))
        scores = self.likeness(memory, self.encoder_class_head(names))  # [b k c]
        boxes = self.encoder_bbox_head(memory) + anchors
        _, best = ops.topk(ops.amax(scores, -1), self.count, 1)
        query, picked, likely = (pick(x, best) for x in (memory, boxes, scores))
        if self.tgt_embed is not None:
            table = self.tgt_embed(ops.arange(0, self.count, like=best, dtype="int64"))
            query = ops.expand(ops.unsqueeze(table, 0), ops.shape(query))
        return {
            "query": query,
            "boxes": picked,
            "encoder_coord_logits": ops.sigmoid(picked),
            "encoder_class_logits": likely,
            "init_reference_points": anchors,
        }

    def likeness(self, hidden, names):  # [b q d], [b c d] -> [b q c]
        if self.cosine:
            hidden, names = unit(hidden), unit(names)
        logits = ops.matmul(hidden, ops.transpose(names, 1, 2))
        return logits * SCALE if self.cosine else logits

    @staticmethod
    def anchors(sizes, *, like):
        """A box around each pixel of all maps as logits [1 k 4], infinite near the border, and
        which of them are not [1 k 1]."""
        dtype, boxes = ops.dtype(like), []
        for level, (height, width) in enumerate(sizes):
            down, across = (
                (ops.cast(ops.arange(0, n, like=like, dtype="int64"), dtype) + 0.5)
                / _number(n, like=like)
                for n in (height, width)
            )
            shape = (height, width)
            down = ops.expand(ops.unsqueeze(down, 1), shape)
            across = ops.expand(ops.unsqueeze(across, 0), shape)
            side = ops.full(shape, 0.05 * 2.0**level, like=like)
            boxes.append(ops.reshape(ops.stack([across, down, side, side], -1), (1, -1, 4)))
        boxes = ops.cat(boxes, 1)
        valid = ops.all((boxes > 0.01) & (boxes < 0.99), -1, keepdim=True)
        safe = ops.clamp(boxes, min=0.001, max=0.999)  # logits of others are not used
        return ops.where(valid, ops.log(safe / (1 - safe)), float("inf")), valid


def pick(x, index):  # [b k n], [b q] -> [b q n]
    shape = (*ops.shape(index), ops.shape(x)[-1])
    return ops.gather(x, 1, ops.expand(ops.unsqueeze(index, -1), shape))


def unit(x):
    """Vectors divided by their length."""
    length = ops.sqrt(ops.sum(x * x, -1, keepdim=True))
    return x / ops.clamp(length, min=1e-12)


# --- the model ---------------------------------------------------------------------------


class OmDetTurboPreTrainedModel(nn.PreTrainedModel):
    """What the model stands on."""

    config_class = OmDetTurboConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    static_inputs = ("classes_structure",)
    renames = ((r"^(language_backbone\.model\.)text_model\.", r"\1"),)
    ignored_keys = (
        r"num_batches_tracked$",
        r"\.(relative_position_index|attn_mask|position_ids)$",
        r"vision_backbone\.(swin\.)?layernorm\.",
    )


class OmDetTurboForObjectDetection(OmDetTurboPreTrainedModel):
    """A box for each query, and how like each name of the image's it is.

    Args of `forward`:
        pixel_values: [b channels H W].
        classes_input_ids: [n t], the names of all images' classes, one image after the other.
        tasks_input_ids, tasks_attention_mask: [b t], a text about each image's task.
        classes_structure: how many of the names each image has: n together.

    Returns:
        OmDetTurboObjectDetectionOutput. Tokens that are padding in every image stay in
        `decoder_attentions`, with weights of 0.
    """

    def __init__(self, config: OmDetTurboConfig):
        super().__init__(config)
        self.vision_backbone = OmDetTurboVisionBackbone(config)
        self.language_backbone = OmDetTurboLanguageBackbone(config)
        self.encoder = OmDetTurboHybridEncoder(config)
        self.decoder = OmDetTurboDecoder(config)

    def get_input_embeddings(self):
        return self.language_backbone.model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_backbone.model.set_input_embeddings(value)

    def forward(
        self,
        pixel_values=None,
        classes_input_ids=None,
        classes_attention_mask=None,
        tasks_input_ids=None,
        tasks_attention_mask=None,
        classes_structure=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if labels is not None:
            raise InputError("There is no loss of OmDet-Turbo; compute yours from its outputs.")
        check_images(pixel_values)
        if classes_input_ids is None or tasks_input_ids is None or classes_structure is None:
            raise InputError(
                "classes_input_ids, tasks_input_ids and classes_structure are needed: give the "
                "processor the names of classes as text=[[...]]."
            )
        requests = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        encoding, decoding = Recorder(**requests), Recorder(**requests)
        maps = self.encoder(self.vision_backbone(pixel_values), encoding)
        counts = static_rows("classes_structure", classes_structure)
        names = grouped(self.language_backbone.names(classes_input_ids), counts)
        task = self.language_backbone.tokens(tasks_input_ids)
        if tasks_attention_mask is None:
            tasks_attention_mask = ops.ones(ops.shape(tasks_input_ids), like=tasks_input_ids)
        found = self.decoder(maps, names, task, tasks_attention_mask, decoding)
        attentions = None
        if output_attentions:
            attentions = (decoding.attentions, decoding.cross_attentions)
        return OmDetTurboObjectDetectionOutput(
            **found,
            encoder_extracted_states=[channels_first(x) for x in maps],
            decoder_hidden_states=decoding.hidden_states,
            decoder_attentions=attentions,
            encoder_hidden_states=encoding.hidden_states,
            encoder_attentions=encoding.kept.get("of_maps") if output_attentions else None,
            classes_structure=ops.asarray(
                np.array(counts, np.int64), like=pixel_values, dtype="int64"
            ),
        )


def grouped(names, counts: tuple[int, ...]):
    """Embeddings [n e] of all images' names as each image's [b c e], zeros behind them.

    Raises:
        InputError: the numbers do not add up to n.
    """
    total, size = ops.shape(names)
    if isinstance(total, int) and sum(counts) != total:
        raise InputError(
            f"classes_structure is {counts}, which are {sum(counts)} names, and there are {total} "
            "in classes_input_ids."
        )
    rows = np.full((len(counts), max(counts)), sum(counts))
    start = 0
    for row, count in zip(rows, counts, strict=True):
        row[:count] = np.arange(start, start + count)
        start += count
    names = ops.cat([names, ops.zeros((1, size), like=names)], 0)
    picked = ops.take(names, ops.asarray(rows.reshape(-1), like=names, dtype="int64"), 0)
    return ops.reshape(picked, (len(counts), max(counts), size))


# `AutoModel` has the head, too, as upstream.
HEADS = {
    "base": OmDetTurboForObjectDetection,
    "zero-shot-object-detection": OmDetTurboForObjectDetection,
}
