"""UDOP: Tang et al., 2022, arXiv:2212.02623.

T5, whose encoder reads a page: the patch under each token's box is added to the token, and the
patches under no token come behind the text. Positions on the page are embeddings of the edges of
boxes, and biases of attention by distances in the text, across and down the page.

b batch, k tokens of text, p patches, q k queries and keys, h heads, t tokens of the decoder,
d hidden, H W pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.udop import UdopConfig
from auto_core.errors import ConfigError, InputError
from auto_core.initializers import Normal
from auto_core.outputs import BaseModelOutputWithAttentionMask
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention, CrossAttention
from ..blocks.patches import check_images
from ..blocks.relative_positions import buckets_of, distance_buckets
from ..blocks.seq2seq import encoded, joined, with_return_dict
from ..blocks.seq2seq_heads import Seq2SeqLM
from .t5 import T5HeadBeside, T5PreTrainedModel, T5Stack


class UdopPatchEmbeddings(nn.Module):
    def __init__(self, config: UdopConfig):
        super().__init__()
        self.size, self.channels = config.image_size, config.num_channels
        patch = config.patch_size
        self.proj = nn.Conv2d(config.num_channels, config.d_model, patch, stride=patch)

    def forward(self, pixel_values):  # [b c H W] -> [b p d]
        _, *sizes = check_images(pixel_values, channels=self.channels)
        if all(isinstance(size, int) for size in sizes) and sizes != [self.size, self.size]:
            raise InputError(
                f"pixel_values are {sizes[0]}x{sizes[1]} pixels, and this model's patches are "
                f"those of {self.size}x{self.size}. Resize the images."
            )
        hidden = self.proj(ops.permute(pixel_values, (0, 2, 3, 1)))
        return ops.reshape(hidden, (ops.shape(hidden)[0], -1, ops.shape(hidden)[-1]))


class UdopCellEmbeddings(nn.Module):
    """Embeddings of the four edges of a box, in so many steps of the page."""

    def __init__(self, config: UdopConfig):
        super().__init__()
        self.last = config.max_2d_position_embeddings - 1
        self.x_position_embeddings = nn.Embedding(self.last + 1, config.d_model)
        self.y_position_embeddings = nn.Embedding(self.last + 1, config.d_model)

    def forward(self, bbox):  # [b n 4] -> [b n d]
        steps = ops.cast(ops.clamp(bbox, min=0.0, max=1.0) * self.last, "int64")
        left, top, right, bottom = (steps[..., edge] for edge in range(4))
        across = self.x_position_embeddings(left) + self.x_position_embeddings(right)
        return across + self.y_position_embeddings(top) + self.y_position_embeddings(bottom)


def sum_and_rest(x, y):
    """x + y as it is rounded, and what rounding took from it (Knuth, TAOCP 4.2.2)."""
    total = x + y
    of_y = total - x
    return total, (x - (total - of_y)) + (y - of_y)


def between_middles(begin, end):  # [b k], [b k] -> [b q k]
    """How far the middles of boxes lie apart, as if computed in twice the precision: beside an
    image transformers has boxes in float64, and bounds of buckets lie between its roundings."""
    double, rest = sum_and_rest(begin, end)
    offset, more = sum_and_rest(ops.unsqueeze(double, 1), -ops.unsqueeze(double, 2))
    return (offset + (more + (ops.unsqueeze(rest, 1) - ops.unsqueeze(rest, 2)))) / 2


class RelativePositionBias(nn.Module):
    """A bias per head by the distance of a key from a query: along the text, across the page or
    down the page."""

    def __init__(self, config: UdopConfig, index: int):
        super().__init__()
        bias = config.bias(index)
        self.count: int = bias["relative_attention_num_buckets"]
        self.axis: str = bias["type"]
        self.factor: float = bias["scaling_factor"]
        self.prefixed = bool(bias["prefix_bucket"])
        self.ahead = self.count // 2 if bias["bidirectional"] else None
        self.table = distance_buckets(self.ahead or self.count, bias["max_distance"])
        rows = self.count + 2 if self.prefixed else self.count
        self.relative_attention_bias = nn.Embedding(rows, config.num_heads)

    def forward(self, bbox, hidden, *, wide: bool):  # [b k 4] or None, [b k d] -> [1|b h q k]
        bucket = buckets_of(self.table, self.offset(bbox, hidden, wide), ahead=self.ahead)
        if self.prefixed:
            bucket = self.apart(bucket, bbox)
        return ops.permute(self.relative_attention_bias(bucket), (0, 3, 1, 2))

    def offset(self, bbox, hidden, wide: bool):  # -> [1|b q k] integers
        if self.axis == "1d":
            tokens = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
            position = ops.unsqueeze(tokens, 0)
            return ops.unsqueeze(position, 1) - ops.unsqueeze(position, 2)
        first = 0 if self.axis == "horizontal" else 1
        begin, end = bbox[..., first], bbox[..., first + 2]
        if wide:
            offset = between_middles(begin, end)
        else:
            position = (begin + end) / 2
            offset = ops.unsqueeze(position, 1) - ops.unsqueeze(position, 2)
        return ops.cast(offset * self.factor, "int64")

    def apart(self, bucket, bbox):
        """Two buckets more: of what follows a prefix for the prefix, and the other way round.
        Boxes of a prefix are above the page."""
        count = ops.sum(ops.cast(bbox[..., 1] < 0, "int64"), 1, keepdim=True)  # [b 1]
        index = ops.unsqueeze(ops.arange(0, ops.shape(bbox)[1], like=bbox, dtype="int64"), 0)
        prefix = index < count  # [b k]
        query, key = ops.unsqueeze(prefix, 2), ops.unsqueeze(prefix, 1)
        bucket = ops.where(query & ~key, self.count, bucket)
        return ops.where(~query & key, self.count + 1, bucket)


class RelativePositionBiasAggregated(nn.Module):
    def __init__(self, config: UdopConfig):
        super().__init__()
        indices = range(len(config.relative_bias_args or ()))
        self.biases = nn.ModuleList(RelativePositionBias(config, index) for index in indices)

    def forward(self, bbox, hidden, *, wide: bool):  # -> [1|b h q k]
        found = [bias(bbox, hidden, wide=wide) for bias in self.biases]
        return sum(found[1:], found[0])


def patch_boxes(side: int) -> tuple[tuple[float, ...], ...]:
    """The boxes of side * side patches, row by row, in parts of the page: as float32 has these,
    because bounds of buckets lie between."""
    edge = [float(np.float32(index) / np.float32(side)) for index in range(side + 1)]
    return tuple(
        (edge[column], edge[row], edge[column + 1], edge[row + 1])
        for row in range(side)
        for column in range(side)
    )


def patch_under(bbox, side: int):  # [b k 4] -> [b k], the index of the patch in a box's middle
    def step(first: int):
        middle = (bbox[..., first] + bbox[..., first + 2]) / 2.0 * side
        return ops.cast(ops.clamp(ops.floor(middle), min=0, max=side - 1), "int64")

    return step(0) + step(1) * side


def uncovered(under, patches: int):
    """Which patches are under no token, [b p]; and indices that bring those to the front."""
    chosen = ops.amax(ops.one_hot(under, patches, dtype="int64"), 1)
    return chosen == 0, ops.argsort(chosen, 1, descending=False)


class UdopEncoder(T5Stack):
    """The encoder of tokens and patches."""

    def __init__(self, config: UdopConfig, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        self.embed_patches = UdopPatchEmbeddings(config)
        self.cell_2d_embedding = UdopCellEmbeddings(config)
        self.relative_bias = RelativePositionBiasAggregated(config)
        self.side = config.image_size // config.patch_size
        self.patches = patch_boxes(self.side)
        self.needs_boxes = any(bias["type"] != "1d" for bias in config.relative_bias_args or ())

    def with_patches(self, hidden, bbox, attention_mask, pixel_values, visual_bbox):
        """[b k d], [b k 4], [b k], [b c H W], [b p 4] -> [b k+p d], [b k+p 4], [b k+p]

        Behind the text are the patches under no token, and then padding.
        """
        image = self.embed_patches(pixel_values)
        batch, count, d = ops.shape(image)
        texts = ops.shape(hidden)[0]
        if isinstance(batch, int) and isinstance(texts, int) and batch != texts:
            raise InputError(f"There are {batch} images in pixel_values for {texts} texts.")
        if visual_bbox is not None:
            check_patch_boxes(visual_bbox, batch, count)
        under = patch_under(bbox, self.side)
        size = ops.sum(bbox, -1)
        plain = (size == 0) | (size == 4)  # boxes that are none
        patch = ops.gather(image, 1, ops.expand(ops.unsqueeze(under, 2), (*ops.shape(under), d)))
        hidden = hidden + ops.where(ops.unsqueeze(plain, 2), 0.0, patch)
        if visual_bbox is None:
            visual_bbox = ops.unsqueeze(
                ops.asarray(self.patches, like=bbox, dtype=ops.dtype(bbox)), 0
            )
            visual_bbox = ops.expand(visual_bbox, (batch, count, 4))
        free, order = uncovered(under, self.side * self.side)
        order = ops.unsqueeze(order, 2)
        kept = ops.gather(ops.unsqueeze(free, 2), 1, order)  # [b p 1]
        image = ops.gather(image, 1, ops.expand(order, (batch, count, d)))
        boxes = ops.gather(
            ops.cast(visual_bbox, ops.dtype(bbox)), 1, ops.expand(order, (batch, count, 4))
        )
        hidden = ops.cat([hidden, ops.where(kept, image, 0.0)], 1)
        bbox = ops.cat([bbox, ops.where(kept, boxes, 0.0)], 1)
        return hidden, bbox, with_free(attention_mask, kept[..., 0])

    @with_return_dict
    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        bbox=None,
        inputs_embeds=None,
        pixel_values=None,
        visual_bbox=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if bbox is None and (self.needs_boxes or pixel_values is not None):
            raise InputError("Pass bbox [b k 4], the box of each token.")
        hidden = self.embed_tokens(input_ids) if inputs_embeds is None else inputs_embeds
        bbox = as_parts(bbox)
        if pixel_values is not None:
            hidden, bbox, attention_mask = self.with_patches(
                hidden, bbox, attention_mask, pixel_values, as_parts(visual_bbox)
            )
        if bbox is not None:
            hidden = hidden + self.cell_2d_embedding(bbox)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        cross = CrossAttention(recorder, None)
        bias = self.relative_bias(bbox, hidden, wide=pixel_values is not None)
        hidden = self.dropout(hidden)
        for layer in self.block:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, bias, attend, None, cross)
        hidden = self.dropout(self.final_layer_norm(hidden))
        recorder.add_hidden_state(hidden)
        if attention_mask is None:
            attention_mask = ops.ones(ops.shape(hidden)[:2], like=hidden)
        return BaseModelOutputWithAttentionMask(
            last_hidden_state=hidden,
            attention_mask=attention_mask,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


def check_patch_boxes(visual_bbox, batch, count) -> None:
    """
    Raises:
        InputError: there is not a box of 4 numbers for each patch of each image.
    """
    found = ops.shape(visual_bbox)
    known = [x for x in zip(found, (batch, count, 4), strict=False) if all(map(_known, x))]
    if len(found) != 3 or any(a != b for a, b in known):
        raise InputError(
            f"visual_bbox has shape {list(found)}, expected {[batch, count, 4]}, a box for each "
            "patch; leave it out for those of the grid."
        )


def _known(size: Any) -> bool:
    return isinstance(size, int)


def as_parts(bbox):
    """Boxes as floats, so that their middles are; None stays None."""
    if bbox is None or ops.dtype(bbox).startswith("float"):
        return bbox
    return ops.cast(bbox, "float32")


def with_free(attention_mask, free):
    """The mask [b k+p] of the text and of the patches under no token; None without the text's."""
    if attention_mask is None:
        return None
    return ops.cat([attention_mask, ops.cast(free, ops.dtype(attention_mask))], 1)


class UdopPreTrainedModel(T5PreTrainedModel):
    """What all UDOP models share."""

    config_class = UdopConfig
    # The decoder of files has biases of the page and patches too, of which nothing is made.
    ignored_keys = (
        r"EncDecAttention\.relative_attention_bias\.weight$",
        r"^decoder\.(embed_patches|relative_bias)\.",
    )
    prefill_inputs = ("pixel_values", "visual_bbox")

    @property
    def initializers(self):
        """T5's, with those of what UDOP adds."""
        c = self.config
        factor = c.initializer_factor
        return (
            (r"(embed_patches|patch_embed)\.proj\.weight$", Normal(factor)),
            (r"relative_bias\.biases.*\.weight$", Normal(factor * c.d_model**-0.5)),
            *T5PreTrainedModel.initializers.fget(self),  # type: ignore[attr-defined]
        )


def shares_bias(config: UdopConfig) -> bool:
    """Whether the first bias may have the table that the first layer has."""
    first = config.bias(0)
    same = first["relative_attention_num_buckets"] == config.relative_attention_num_buckets
    return same and not first["prefix_bucket"]


def check_bias(config: UdopConfig) -> None:
    """Refuse a first bias of other buckets than those that it shares with a layer."""
    if not shares_bias(config):
        raise ConfigError(
            f"The first of relative_bias_args is {config.bias(0)}, and it shares its table with "
            f"attention: expected relative_attention_num_buckets="
            f"{config.relative_attention_num_buckets} in it, and no prefix_bucket."
        )


TIED_ENCODER = {
    "encoder.embed_tokens.weight": "shared.weight",
    "encoder.embed_patches.proj.weight": "patch_embed.proj.weight",
    "encoder.embed_patches.proj.bias": "patch_embed.proj.bias",
}
TIED_STACKS = TIED_ENCODER | {"decoder.embed_tokens.weight": "shared.weight"}
TIED_BIAS = {
    "encoder.relative_bias.biases.0.relative_attention_bias.weight": (
        "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
    )
}


class UdopModel(UdopPreTrainedModel):
    """UDOP without a head.

    Args of `forward`:
        input_ids: [b k], or inputs_embeds [b k d]: the text that the encoder reads.
        attention_mask: [b k], 1 for tokens and 0 for padding.
        bbox: [b k 4], each token's box (left, top, right, bottom) in parts of the page, 0 to 1.
        pixel_values: [b c H W], the page, of the size that the config says.
        visual_bbox: [b p 4], the boxes of the patches; by default those of a grid.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too.
        encoder_outputs: of an earlier call or of `get_encoder()`, instead of input_ids.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k+p d], and on request hidden states and attentions.
    """

    always_tied = TIED_STACKS | TIED_BIAS

    def __init__(self, config: UdopConfig):
        super().__init__(config)
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        self.patch_embed = UdopPatchEmbeddings(config)
        self.encoder = UdopEncoder(config, decoder=False)
        self.decoder = T5Stack(config, decoder=True)

    def ties(self):
        """Without the first bias where its table has another size than attention's."""
        ties = UdopPreTrainedModel.ties(self)
        return (
            ties if shares_bias(self.config) else {k: ties[k] for k in ties if k not in TIED_BIAS}
        )

    def get_input_embeddings(self):
        return self.shared

    def set_input_embeddings(self, value):
        self.shared = value
        self.tie_weights()

    def get_encoder(self):
        """The encoder: (input_ids, attention_mask, bbox, ...) -> what `encoder_outputs` takes."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def encoder_mask(self, encoder, attention_mask, bbox):
        """The mask of the encoder's hidden states, which outputs of `generate` do not keep: it
        follows from the boxes."""
        known = getattr(encoder, "attention_mask", None)
        if known is not None or attention_mask is None or bbox is None:
            return attention_mask if known is None else known
        side = self.encoder.side
        free, _ = uncovered(patch_under(as_parts(bbox), side), side * side)
        count = ops.sum(ops.cast(free, "int64"), 1, keepdim=True)
        index = ops.unsqueeze(ops.arange(0, side * side, like=count, dtype="int64"), 0)
        whole: Any = with_free(attention_mask, index < count)
        return whole[:, : ops.shape(encoder.last_hidden_state)[1]]  # of the text alone, maybe

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        bbox=None,
        pixel_values=None,
        visual_bbox=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        inputs_embeds=None,
        encoder_outputs=None,
        past_key_values=None,
        decoder_inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if encoder_outputs is None:
            encoder: Any = self.encoder(
                input_ids,
                attention_mask,
                bbox,
                inputs_embeds,
                pixel_values,
                visual_bbox,
                **requests,
            )
            encoder_mask = encoder.attention_mask
        else:
            encoder = encoded(encoder_outputs)
            encoder_mask = self.encoder_mask(encoder, attention_mask, bbox)
        decoder = self.decoder(
            decoder_input_ids,
            decoder_attention_mask,
            decoder_inputs_embeds,
            encoder.last_hidden_state,
            encoder_mask,
            past_key_values,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            **requests,
        )
        return joined(encoder, decoder)


class UdopForConditionalGeneration(Seq2SeqLM, T5HeadBeside, UdopModel):
    base_class = UdopModel
    tied_weights = {"lm_head.weight": "shared.weight"}
    cache_with_labels = True

    def add_head(self, config: UdopConfig) -> None:
        check_bias(config)
        super().add_head(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return super().logits(hidden * self.config.d_model**-0.5)


class UdopEncoderModel(UdopPreTrainedModel):
    """The encoder alone; of a whole checkpoint it takes its part."""

    always_tied = TIED_ENCODER | TIED_BIAS
    ignored_keys = (r"^decoder\.",)

    def __init__(self, config: UdopConfig):
        super().__init__(config)
        check_bias(config)
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        self.patch_embed = UdopPatchEmbeddings(config)
        self.encoder = UdopEncoder(config, decoder=False)

    def get_input_embeddings(self):
        return self.shared

    def set_input_embeddings(self, value):
        self.shared = value
        self.tie_weights()

    def get_encoder(self):
        return self.encoder

    def forward(
        self,
        input_ids=None,
        bbox=None,
        attention_mask=None,
        pixel_values=None,
        visual_bbox=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.encoder(
            input_ids,
            attention_mask,
            bbox,
            inputs_embeds,
            pixel_values,
            visual_bbox,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )


HEADS = {
    "base": UdopModel,
    "vision2seq": UdopForConditionalGeneration,
    "image-text-to-text": UdopForConditionalGeneration,
    "multimodal-lm": UdopForConditionalGeneration,
    "text-encoding": UdopEncoderModel,
}
