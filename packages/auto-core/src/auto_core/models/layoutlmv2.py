"""LayoutLMv2: Xu et al., 2020, arXiv:2012.14740; also LayoutXLM: Xu et al., 2021,
arXiv:2104.08836.

One encoder of the tokens of a page and of a grid of its image's features, which a convolutional
network makes. Tokens and features have positions in their order and on the page; a bias of the
attention scores depends on the distances in both.

b batch, t tokens of text, n features of the image, h heads, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.layoutlmv2 import LayoutLMv2Config
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import BaseModelOutput, BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import split_heads
from ..blocks.detectron_resnet import FPN
from ..blocks.patches import check_images
from ..blocks.text_heads import QuestionAnswering, SequenceClassification, TokenClassification
from .bert import BertPooler
from .layoutlmv3 import (
    PAGE,
    LayoutLMv3Attention,
    LayoutLMv3Encoder,
    LayoutLMv3Layer,
    distance_bias,
)

SMALLEST = 32  # pixels that the coarsest feature stands for, along each axis


class LayoutLMv2Embeddings(nn.Module):
    """Embeddings of tokens, segments, and positions in the text and on the page, the latter in six
    parts."""

    def __init__(self, config: LayoutLMv2Config):
        super().__init__()
        d, boxes = config.hidden_size, config.max_2d_position_embeddings
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.x_position_embeddings = nn.Embedding(boxes, config.coordinate_size)
        self.y_position_embeddings = nn.Embedding(boxes, config.coordinate_size)
        self.h_position_embeddings = nn.Embedding(boxes, config.shape_size)
        self.w_position_embeddings = nn.Embedding(boxes, config.shape_size)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, bbox, token_type_ids, position_ids, inputs_embeds):
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = embeds + self.position_embeddings(position_ids) + self.on_page(bbox)
        return self.dropout(self.LayerNorm(hidden + self.token_type_embeddings(token_type_ids)))

    def on_page(self, bbox):  # [b t 4] -> [b t d]
        left, top, right, bottom = (bbox[..., edge] for edge in range(4))
        pieces = [
            self.x_position_embeddings(left),
            self.y_position_embeddings(top),
            self.x_position_embeddings(right),
            self.y_position_embeddings(bottom),
            self.h_position_embeddings(bottom - top),
            self.w_position_embeddings(right - left),
        ]
        return ops.cat(pieces, -1)


class LayoutLMv2SelfAttention(nn.Module):
    def __init__(self, config: LayoutLMv2Config):
        super().__init__()
        d = config.hidden_size
        self.head_size, self.fast = d // config.num_attention_heads, config.fast_qkv
        if self.fast:
            self.qkv_linear = nn.Linear(d, 3 * d, bias=False)
            self.q_bias = nn.Parameter((1, 1, d), init="zeros")
            self.v_bias = nn.Parameter((1, 1, d), init="zeros")
        else:
            self.query, self.key, self.value = (nn.Linear(d, d) for _ in range(3))
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, bias, attend):  # [b t d], [b h t t] -> [b t d]
        query, key, value = (split_heads(x, self.head_size) for x in self.projected(hidden))
        scale = self.head_size**-0.5
        return attend(query, key, value, scale=scale, bias=bias, dropout=self.dropout)

    def projected(self, hidden) -> tuple[Any, Any, Any]:
        if not self.fast:
            return self.query(hidden), self.key(hidden), self.value(hidden)
        query, key, value = ops.split(self.qkv_linear(hidden), [ops.shape(hidden)[-1]] * 3, -1)
        return query + ops.asarray(self.q_bias), key, value + ops.asarray(self.v_bias)


class LayoutLMv2Attention(LayoutLMv3Attention):
    self_class = LayoutLMv2SelfAttention


class LayoutLMv2Layer(LayoutLMv3Layer):
    attention_class = LayoutLMv2Attention


class LayoutLMv2Encoder(LayoutLMv3Encoder):
    layer_class = LayoutLMv2Layer

    def bias(self, hidden, bbox, position_ids):
        """[b h q k] or None; distances on the page count also by themselves."""
        bias = None
        if self.relative:
            bias = distance_bias(self.rel_pos_bias, position_ids, like=hidden)
        if self.spatial:
            on_page = distance_bias(self.rel_pos_x_bias, bbox[..., 0], like=hidden)
            on_page = on_page + distance_bias(self.rel_pos_y_bias, bbox[..., 3], like=hidden)
            bias = on_page if bias is None else bias + on_page
        return bias


class LayoutLMv2VisualBackbone(nn.Module):
    """The finest features of a pyramid, averaged to a grid of a fixed size."""

    def __init__(self, config: LayoutLMv2Config):
        super().__init__()
        self.backbone = FPN(config)
        self.mean = tuple(config.features("PIXEL_MEAN"))
        self.std = tuple(config.features("PIXEL_STD"))
        self.grid = tuple(config.image_feature_pool_shape[:2])

    def forward(self, image, *, like):  # [b c H W] -> [b n features]
        _, *sizes = check_images(image, channels=len(self.mean))
        if any(isinstance(size, int) and (size % SMALLEST or not size) for size in sizes):
            raise InputError(
                f"image has {sizes[0]}x{sizes[1]} pixels, expected multiples of {SMALLEST}. Resize "
                "the images, as the image processor does."
            )
        dtype = ops.dtype(like)
        pixels = ops.cast(ops.permute(image, (0, 2, 3, 1)), dtype)
        mean, std = (ops.asarray(x, like=like, dtype=dtype) for x in (self.mean, self.std))
        maps = ops.adaptive_avg_pool2d(self.backbone((pixels - mean) / std), self.grid)
        return ops.reshape(maps, (ops.shape(maps)[0], -1, ops.shape(maps)[-1]))


class LayoutLMv2PreTrainedModel(nn.PreTrainedModel):
    """What all LayoutLMv2 models share."""

    config_class = LayoutLMv2Config
    base_model_prefix = "layoutlmv2"
    # Of older files: what the config says, and counters.
    ignored_keys = (
        r"visual\.pixel_(mean|std)$",
        r"embeddings\.position_ids$",
        r"num_batches_tracked$",
    )


def grid_boxes(rows: int, columns: int) -> tuple[tuple[int, int, int, int], ...]:
    """The boxes of an image's features on the page, row by row."""
    across, down = (tuple(PAGE * i // n for i in range(n + 1)) for n in (columns, rows))
    return tuple(
        (across[x], down[y], across[x + 1], down[y + 1])
        for y in range(rows)
        for x in range(columns)
    )


class LayoutLMv2Model(LayoutLMv2PreTrainedModel):
    """LayoutLMv2 without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        bbox: [b t 4], each token's box (left, top, right, bottom) in thousandths of the page,
            from its upper left corner; the corner itself by default.
        image: [b c H W], pixels from 0 to 255 in the order blue, green and red, as the image
            processor makes them; sides are multiples of 32.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t+n d], first of the text, then of the
        image's features; pooler_output [b d]; and on request hidden_states and attentions.
    """

    def __init__(self, config: LayoutLMv2Config):
        super().__init__(config)
        d = config.hidden_size
        rows, columns, channels = config.image_feature_pool_shape
        self.boxes = grid_boxes(rows, columns)
        self.embeddings = LayoutLMv2Embeddings(config)
        self.visual = LayoutLMv2VisualBackbone(config)
        self.visual_proj = nn.Linear(channels, d)
        segment = config.has_visual_segment_embedding
        self.visual_segment_embedding = nn.Parameter((d,), init="normal") if segment else None
        self.visual_LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.visual_dropout = nn.Dropout(config.hidden_dropout_prob)
        self.encoder = LayoutLMv2Encoder(config)
        self.pooler = BertPooler(config)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        bbox=None,
        image=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output, _ = self.states(
            input_ids,
            bbox,
            image,
            attention_mask,
            token_type_ids,
            position_ids,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return output

    def states(
        self,
        input_ids=None,
        bbox=None,
        image=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool | None = False,
        output_hidden_states: bool | None = False,
    ) -> tuple[BaseModelOutputWithPooling, Any]:
        """The output of `forward`, and the embeddings of the image [b n d] that went in."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if image is None:
            raise InputError(
                "Pass image [batch channels height width]: LayoutLMv2 reads a page's text and its "
                "image."
            )
        text = inputs_embeds if input_ids is None else input_ids
        batch, tokens = ops.shape(text)[:2]
        order = self.order(batch, tokens, like=text)
        position_ids = order if position_ids is None else position_ids
        bbox = ops.zeros((batch, tokens, 4), like=order) if bbox is None else bbox
        attention_mask = (
            ops.ones((batch, tokens), like=order) if attention_mask is None else (attention_mask)
        )
        embedded = self.embeddings(input_ids, bbox, token_type_ids, position_ids, inputs_embeds)
        # The image's features have positions of their own, from 0 on.
        count = len(self.boxes)
        image_order = self.order(batch, count, like=text)
        boxes = ops.asarray(self.boxes, like=order, dtype=ops.dtype(bbox))
        boxes = ops.expand(ops.unsqueeze(boxes, 0), (batch, count, 4))
        embedded_image = self.embed_image(image, boxes, image_order, like=embedded)
        mask = ops.ones((batch, count), like=attention_mask)
        output = self.encoder(
            ops.cat([embedded, embedded_image], 1),
            attention_masks.boolean_mask(ops.cat([attention_mask, mask], 1)),
            ops.cat([bbox, boxes], 1),
            ops.cat([position_ids, ops.cast(image_order, ops.dtype(position_ids))], 1),
            output_attentions=bool(output_attentions),
            output_hidden_states=bool(output_hidden_states),
        )
        pooled = self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled), embedded_image

    def order(self, batch, count, *, like):
        """[b count]: 0, 1, 2, ..."""
        positions = ops.unsqueeze(ops.arange(0, count, like=like, dtype="int64"), 0)
        return ops.expand(positions, (batch, count))

    def embed_image(self, image, boxes, positions, *, like):  # -> [b n d]
        table = self.embeddings
        hidden = self.visual_proj(self.visual(image, like=like))
        hidden = hidden + table.position_embeddings(positions) + table.on_page(boxes)
        if self.visual_segment_embedding is not None:
            hidden = hidden + ops.asarray(self.visual_segment_embedding)
        return self.visual_dropout(self.visual_LayerNorm(hidden))


class LayoutLMv2ForSequenceClassification(SequenceClassification, LayoutLMv2PreTrainedModel):
    """A class, several or a number per page, from its first token and from the means of the
    image's embeddings and of its last hidden states: labels [b] or [b c], see
    `config.problem_type`."""

    base_class = LayoutLMv2Model

    def add_head(self, config: LayoutLMv2Config) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(3 * config.hidden_size, config.num_labels)

    def encode(self, **inputs: Any) -> Any:
        output, image = self.layoutlmv2.states(**inputs)
        hidden, count = output.last_hidden_state, len(self.layoutlmv2.boxes)
        means = [ops.mean(x, 1) for x in (image, hidden[:, -count:])]
        pooled = ops.cat([hidden[:, 0], *means], -1)  # [b 3d]
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


def of_text(output, inputs):
    """The hidden states of the text, of those of text and image."""
    text = inputs.get("input_ids")
    text = inputs["inputs_embeds"] if text is None else text
    return output.last_hidden_state[:, : ops.shape(text)[1]]


class LayoutLMv2ForTokenClassification(TokenClassification, LayoutLMv2PreTrainedModel):
    """A class per token of the text: labels [b t], -100 for tokens that do not count."""

    base_class = LayoutLMv2Model

    def encode(self, **inputs: Any) -> Any:
        output = super().encode(**inputs)
        return BaseModelOutput.of(output, last_hidden_state=of_text(output, inputs))


class LayoutLMv2ForQuestionAnswering(QuestionAnswering, LayoutLMv2PreTrainedModel):
    """Where an answer starts and ends: start_positions and end_positions [b]. The image's
    embeddings have a segment of their own, whatever the config says."""

    base_class = LayoutLMv2Model

    def __init__(self, config: LayoutLMv2Config):
        if config.num_labels != 2:
            raise ConfigError(
                f"num_labels is {config.num_labels}, expected 2: a question is answered by the "
                "scores of starts and of ends."
            )
        config.has_visual_segment_embedding = True
        super().__init__(config)

    def encode(self, **inputs: Any) -> Any:
        output = super().encode(**inputs)
        return BaseModelOutput.of(output, last_hidden_state=of_text(output, inputs))


HEADS = {
    "base": LayoutLMv2Model,
    "sequence-classification": LayoutLMv2ForSequenceClassification,
    "token-classification": LayoutLMv2ForTokenClassification,
    "question-answering": LayoutLMv2ForQuestionAnswering,
    "document-question-answering": LayoutLMv2ForQuestionAnswering,
}
