"""LayoutLMv3: Huang et al., 2022, arXiv:2204.08387.

One encoder of the tokens of a page and of the patches of its image. Tokens have positions in the
text and on the page; a bias of the attention scores depends on the distances in both.

b batch, t tokens of text, n patches and one more, q queries, k keys, h heads, s size of a head,
d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.layoutlmv3 import LayoutLMv3Config
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import BaseModelOutput, TokenClassifierOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention, split_heads
from ..blocks.chunking import in_chunks
from ..blocks.heads import Head
from ..blocks.losses import token_loss
from ..blocks.patches import check_images, repeated
from ..blocks.position_ids import unpadded_positions
from ..blocks.relative_positions import distance_buckets
from ..blocks.text_heads import QuestionAnswering, SequenceClassification, classifier_dropout
from .bert import BertIntermediate, BertOutput, BertSelfOutput

PAGE = 1000  # coordinates are thousandths of it
LARGEST = 1023  # height or width that has an embedding of its own
PATCH_EPS = 1e-6


class LayoutLMv3TextEmbeddings(nn.Module):
    """Embeddings of tokens, segments, and positions in the text and on the page, the latter in six
    parts."""

    def __init__(self, config: LayoutLMv3Config):
        super().__init__()
        d, positions, pad = (
            config.hidden_size,
            config.max_2d_position_embeddings,
            config.pad_token_id or 0,
        )
        self.pad = pad
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d, padding_idx=pad)
        self.x_position_embeddings = nn.Embedding(positions, config.coordinate_size)
        self.y_position_embeddings = nn.Embedding(positions, config.coordinate_size)
        self.h_position_embeddings = nn.Embedding(positions, config.shape_size)
        self.w_position_embeddings = nn.Embedding(positions, config.shape_size)

    def forward(self, input_ids, bbox, token_type_ids, position_ids, inputs_embeds):
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            position_ids = unpadded_positions(input_ids, inputs_embeds, pad=self.pad)
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = embeds + self.token_type_embeddings(token_type_ids)
        hidden = hidden + self.position_embeddings(position_ids) + self.on_page(bbox)
        return self.dropout(self.LayerNorm(hidden))  # [b t d]

    def on_page(self, bbox):  # [b t 4] -> [b t d]
        left, top, right, bottom = (bbox[..., edge] for edge in range(4))
        pieces = [
            self.x_position_embeddings(left),
            self.y_position_embeddings(top),
            self.x_position_embeddings(right),
            self.y_position_embeddings(bottom),
            self.h_position_embeddings(ops.clamp(bottom - top, min=0, max=LARGEST)),
            self.w_position_embeddings(ops.clamp(right - left, min=0, max=LARGEST)),
        ]
        return ops.cat(pieces, -1)


class LayoutLMv3PatchEmbeddings(nn.Module):
    def __init__(self, config: LayoutLMv3Config):
        super().__init__()
        patch = config.patch_size
        self.proj = nn.Conv2d(config.num_channels, config.hidden_size, patch, stride=patch)
        self.size, self.channels = config.input_size, config.num_channels

    def forward(self, pixel_values):  # [b c H W] -> [b n d]
        _, *sizes = check_images(pixel_values, channels=self.channels)
        if all(isinstance(size, int) for size in sizes) and sizes != [self.size, self.size]:
            raise InputError(
                f"pixel_values are {sizes[0]}x{sizes[1]} pixels, and this model's positions are "
                f"those of {self.size}x{self.size}. Resize the images."
            )
        hidden = self.proj(ops.permute(pixel_values, (0, 2, 3, 1)))  # [b H/p W/p d]
        return ops.reshape(hidden, (ops.shape(hidden)[0], -1, ops.shape(hidden)[-1]))


class LayoutLMv3SelfAttention(nn.Module):
    def __init__(self, config: LayoutLMv3Config):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, bias, attend):  # [b t d], [b h t t] -> [b t d]
        scale = self.head_size**-0.5
        projected = self.query(hidden), self.key(hidden), self.value(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        bias = None if bias is None else bias * scale
        return attend(query, key, value, scale=scale, bias=bias, dropout=self.dropout)


class LayoutLMv3Attention(nn.Module):
    self_class: type = LayoutLMv3SelfAttention

    def __init__(self, config: LayoutLMv3Config):
        super().__init__()
        self.self = self.self_class(config)
        self.output = BertSelfOutput(config)

    def forward(self, hidden, bias, attend):  # [b t d], [b h t t] -> [b t d]
        return self.output(self.self(hidden, bias, attend), hidden)


class LayoutLMv3Layer(nn.Block):
    attention_class: type = LayoutLMv3Attention

    def __init__(self, config: LayoutLMv3Config):
        super().__init__()
        self.attention = self.attention_class(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, bias, attend):  # [b t d], [b h t t] -> [b t d]
        hidden = self.attention(hidden, bias, attend)
        return in_chunks(self.feed_forward, hidden, self.chunk_size)

    def feed_forward(self, hidden):
        return self.output(self.intermediate(hidden), hidden)


class DistanceBias(nn.Linear):
    """A bias per head for the distance of a key from a query, in buckets."""

    def __init__(self, bins: int, max_distance: int, heads: int):
        super().__init__(bins, heads, bias=False)
        self.bins = bins
        self.buckets = distance_buckets(bins // 2, max_distance)


def distance_bias(layer: DistanceBias, position, *, like):
    """[b h q k] for tokens at positions [b t]; `like` has the dtype to compute in."""
    offset = ops.unsqueeze(position, 1) - ops.unsqueeze(position, 2)  # [b q k], key - query
    distance = ops.clamp(ops.abs(offset), max=len(layer.buckets) - 1)
    bucket = ops.take(ops.asarray(layer.buckets, like=offset, dtype="int64"), distance, 0)
    bucket = ops.where(offset > 0, bucket + layer.bins // 2, bucket)
    each = ops.arange(0, layer.bins, like=offset, dtype="int64")
    table = layer(ops.one_hot(each, layer.bins, dtype=ops.dtype(like)))  # [bins h]
    # As published, these numbers are not trained with the rest.
    return ops.permute(ops.take(ops.detach(table), bucket, 0), (0, 3, 1, 2))


class LayoutLMv3Encoder(nn.Module):
    layer_class = LayoutLMv3Layer

    def __init__(self, config: LayoutLMv3Config):
        super().__init__()
        heads, layers = config.num_attention_heads, range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)
        self.relative = config.has_relative_attention_bias
        self.spatial = config.has_spatial_attention_bias
        if self.relative:
            self.rel_pos_bias = DistanceBias(config.rel_pos_bins, config.max_rel_pos, heads)
        if self.spatial:
            bins, furthest = config.rel_2d_pos_bins, config.max_rel_2d_pos
            self.rel_pos_x_bias = DistanceBias(bins, furthest, heads)
            self.rel_pos_y_bias = DistanceBias(bins, furthest, heads)

    def bias(self, hidden, bbox, position_ids):
        """[b h q k] or None. As published, distances on the page count only beside the others."""
        if not self.relative:
            return None
        bias = distance_bias(self.rel_pos_bias, position_ids, like=hidden)
        if self.spatial:
            left, bottom = bbox[..., 0], bbox[..., 3]
            bias = bias + distance_bias(self.rel_pos_x_bias, left, like=hidden)
            bias = bias + distance_bias(self.rel_pos_y_bias, bottom, like=hidden)
        return bias

    def forward(
        self,
        hidden,
        attention_mask,
        bbox,
        position_ids,
        *,
        output_attentions: bool,
        output_hidden_states: bool,
    ):
        bias = self.bias(hidden, bbox, position_ids)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_mask)
        recorder.add_hidden_state(hidden)
        for layer in self.layer:
            hidden = layer(hidden, bias, attend)
            recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class LayoutLMv3PreTrainedModel(nn.PreTrainedModel):
    """What all LayoutLMv3 models share."""

    config_class = LayoutLMv3Config
    base_model_prefix = "layoutlmv3"
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = LayoutLMv3TextEmbeddings, LayoutLMv3Encoder


def patch_boxes(side: int) -> tuple[tuple[int, int, int, int], ...]:
    """The boxes of the image as a whole and of its side * side patches, row by row."""
    edge = [PAGE * index // side for index in range(side + 1)]
    boxes = [
        (edge[column], edge[row], edge[column + 1], edge[row + 1])
        for row in range(side)
        for column in range(side)
    ]
    return ((1, 1, PAGE - 1, PAGE - 1), *boxes)


class LayoutLMv3Model(LayoutLMv3PreTrainedModel):
    """LayoutLMv3 without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d]; neither where there is only an image.
        bbox: [b t 4], each token's box (left, top, right, bottom) in thousandths of the page,
            from its upper left corner; the corner itself by default.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids, position_ids: [b t], as RoBERTa's.
        pixel_values: [b c H W], of the size that the config says.

    Returns:
        BaseModelOutput: last_hidden_state [b t+n d], first of the text, then of the image as a
        whole and of its patches; and on request hidden_states and attentions.
    """

    def __init__(self, config: LayoutLMv3Config):
        super().__init__(config)
        d = config.hidden_size
        if config.text_embed:
            self.embeddings = self.embeddings_class(config)
        if config.visual_embed:
            self.patch_embed = LayoutLMv3PatchEmbeddings(config)
            side = config.input_size // config.patch_size
            self.boxes = patch_boxes(side)
            self.cls_token = nn.Parameter((1, 1, d), init="zeros")
            self.pos_embed = nn.Parameter((1, side * side + 1, d), init="zeros")
            self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
            self.dropout = nn.Dropout(config.hidden_dropout_prob)
            self.norm = nn.LayerNorm(d, eps=PATCH_EPS)
        self.encoder = self.encoder_class(config)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings if self.config.text_embed else None

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        bbox=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        self.check(input_ids, inputs_embeds, pixel_values)
        parts, boxes, orders, masks = [], [], [], []
        text = inputs_embeds if input_ids is None else input_ids
        if text is not None:
            batch, tokens = ops.shape(text)[:2]
            order = self.order(batch, tokens, like=text)
            if bbox is None:
                bbox = ops.zeros((batch, tokens, 4), like=order)
            parts.append(
                self.embeddings(input_ids, bbox, token_type_ids, position_ids, inputs_embeds)
            )
            if attention_mask is None:
                attention_mask = ops.ones((batch, tokens), like=order)
            boxes, orders, masks = [bbox], [order], [attention_mask]
        if pixel_values is not None:
            image = self.embed_image(pixel_values)
            batch, patches, _ = ops.shape(image)
            order = self.order(batch, patches, like=image)
            box = ops.asarray(self.boxes, like=order, dtype=ops.dtype(order))
            parts.append(image)
            boxes.append(ops.expand(ops.unsqueeze(box, 0), (batch, patches, 4)))
            orders.append(order)
            masks.append(ops.ones((batch, patches), like=masks[0] if masks else order))
        hidden = parts[0] if len(parts) == 1 else ops.cat(parts, 1)
        if pixel_values is not None:
            hidden = self.dropout(self.LayerNorm(hidden))
        return self.encoder(
            hidden,
            attention_masks.boolean_mask(_joined(masks)),
            _joined(boxes),
            _joined(orders),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def check(self, input_ids, inputs_embeds, pixel_values) -> None:
        if input_ids is not None and inputs_embeds is not None:
            raise InputError("Pass only one of input_ids and inputs_embeds.")
        text = input_ids is not None or inputs_embeds is not None
        if not text and pixel_values is None:
            raise InputError("Pass input_ids or inputs_embeds, pixel_values, or text and image.")
        for given, field in ((text, "text_embed"), (pixel_values is not None, "visual_embed")):
            if given and not getattr(self.config, field):
                what = "text" if field == "text_embed" else "an image"
                raise InputError(f"This model takes no {what}: its config has {field}=False.")

    def order(self, batch, count, *, like):
        """[b count]: 0, 1, 2, ..."""
        positions = ops.unsqueeze(ops.arange(0, count, like=like, dtype="int64"), 0)
        return ops.expand(positions, (batch, count))

    def embed_image(self, pixel_values):  # [b c H W] -> [b n d]
        patches = self.patch_embed(pixel_values)
        hidden = ops.cat([repeated(self.cls_token, patches), patches], 1)
        return self.norm(hidden + ops.asarray(self.pos_embed))


def _joined(tensors):
    return tensors[0] if len(tensors) == 1 else ops.cat(tensors, 1)


class LayoutLMv3ClassificationHead(nn.Module):
    def __init__(self, config: LayoutLMv3Config):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.out_proj = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, hidden):  # [... d] -> [... c]
        return self.out_proj(self.dropout(ops.tanh(self.dense(self.dropout(hidden)))))


class LayoutLMv3ForTokenClassification(Head, LayoutLMv3PreTrainedModel):
    """A class per token of the text: labels [b t], -100 for tokens that do not count."""

    base_class = LayoutLMv3Model
    input_order = (
        "input_ids",
        "bbox",
        "attention_mask",
        "token_type_ids",
        "position_ids",
        "inputs_embeds",
        "labels",
    )

    def add_head(self, config: LayoutLMv3Config) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        if config.num_labels < 10:
            self.classifier: Any = nn.Linear(config.hidden_size, config.num_labels)
        else:
            self.classifier = LayoutLMv3ClassificationHead(config)

    def forward(self, labels=None, **inputs: Any):
        text = inputs.get("input_ids")
        text = inputs.get("inputs_embeds") if text is None else text
        if text is None:
            raise InputError("Pass input_ids or inputs_embeds: each of the tokens gets a class.")
        output = self.encode(**inputs)
        hidden = output.last_hidden_state[:, : ops.shape(text)[1]]
        logits = self.classifier(self.dropout(hidden))  # [b t c]
        loss = None if labels is None else token_loss(logits, labels)
        return TokenClassifierOutput.of(output, loss=loss, logits=logits)


TEXT_INPUTS = ("input_ids", "attention_mask", "token_type_ids", "position_ids", "inputs_embeds")


class LayoutLMv3ForQuestionAnswering(QuestionAnswering, LayoutLMv3PreTrainedModel):
    base_class = LayoutLMv3Model
    input_order = (*TEXT_INPUTS, "start_positions", "end_positions")

    def add_head(self, config: LayoutLMv3Config) -> None:
        if config.num_labels != 2:
            raise ConfigError(
                f"num_labels is {config.num_labels}, expected 2: a question is answered by the "
                "scores of starts and of ends."
            )
        self.qa_outputs = LayoutLMv3ClassificationHead(config)


class LayoutLMv3ForSequenceClassification(SequenceClassification, LayoutLMv3PreTrainedModel):
    base_class = LayoutLMv3Model
    input_order = (*TEXT_INPUTS, "labels")

    def add_head(self, config: LayoutLMv3Config) -> None:
        self.classifier = LayoutLMv3ClassificationHead(config)

    def score(self, output):  # -> [b c], from the first token
        return self.classifier(output.last_hidden_state[:, 0])


PREFIX = "LayoutLMv3"
HEADS = {
    "base": LayoutLMv3Model,
    "sequence-classification": LayoutLMv3ForSequenceClassification,
    "token-classification": LayoutLMv3ForTokenClassification,
    "question-answering": LayoutLMv3ForQuestionAnswering,
    "document-question-answering": LayoutLMv3ForQuestionAnswering,
}
