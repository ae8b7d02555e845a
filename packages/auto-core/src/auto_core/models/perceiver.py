"""Perceiver IO: Jaegle et al., 2021, arXiv:2107.14795 (and arXiv:2103.03206).

A fixed number of learned vectors (latents) attends to the inputs, of any kind and number, then to
itself; queries of the task attend to the latents. Checkpoints of optical flow and of several
modalities at once are not here.

b batch, n inputs, l latents, q queries, d hidden, h heads, v vocabulary, c classes, H W pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.perceiver import PerceiverConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    PerceiverClassifierOutput,
    PerceiverMaskedLMOutput,
    PerceiverModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.losses import sequence_loss, token_loss
from ..blocks.patches import check_images, resized_positions

EPS, MOMENTUM = 1e-5, 0.1  # of norms that no field of the config governs
CHANNELS = 3  # of images, whatever the config says


class PerceiverSelfAttention(nn.Module):
    """Attention of normalised queries [b q d] to themselves or to other inputs."""

    def __init__(self, config: PerceiverConfig, size: int, source: int | None, **shape: int):
        super().__init__()
        heads, keys, values = shape["heads"], shape["keys"], shape["values"]
        self.key_size, self.value_size = keys // heads, values // heads
        self.layernorm1 = nn.LayerNorm(size, eps=EPS)
        self.layernorm2 = None if source is None else nn.LayerNorm(source, eps=EPS)
        self.query = nn.Linear(size, keys)
        self.key = nn.Linear(source or size, keys)
        self.value = nn.Linear(source or size, values)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend, inputs=None):  # [b q d], [b n s] -> [b q values]
        hidden = self.layernorm1(hidden)
        inputs = hidden if self.layernorm2 is None else self.layernorm2(inputs)
        query = split_heads(self.query(hidden), self.key_size)
        key = split_heads(self.key(inputs), self.key_size)
        value = split_heads(self.value(inputs), self.value_size)
        return attend(query, key, value, scale=self.key_size**-0.5, dropout=self.dropout)


class PerceiverSelfOutput(nn.Module):
    def __init__(self, values: int, size: int):
        super().__init__()
        self.dense = nn.Linear(values, size)

    def forward(self, hidden):
        return self.dense(hidden)


class PerceiverAttention(nn.Module):
    """Attention, and what it is added to unless `residual` is False.

    Args:
        size: of the queries; source: of the other inputs, None for self-attention.
        keys, values: sizes of all heads together, by default the config's choice.
    """

    def __init__(
        self,
        config: PerceiverConfig,
        size: int,
        source: int | None,
        *,
        heads: int,
        keys: int | None,
        values: int | None,
        residual: bool,
    ):
        super().__init__()
        if keys is None:
            by_source = config.cross_attention_shape_for_attention == "kv"
            keys = source if source is not None and by_source else size
        values = keys if values is None else values
        if keys % heads or values % heads:
            raise InputError(
                f"{heads} heads do not divide qk_channels={keys}, v_channels={values}."
            )
        shape = dict(heads=heads, keys=keys, values=values)
        self.self = PerceiverSelfAttention(config, size, source, **shape)
        self.output = PerceiverSelfOutput(values, values if source is None else size)
        self.residual = residual

    def forward(self, hidden, attend, inputs=None):  # [b q d] -> [b q d]
        output = self.output(self.self(hidden, attend, inputs))
        return output + hidden if self.residual else output


class PerceiverMLP(nn.Module):
    def __init__(self, config: PerceiverConfig, size: int, widening: int):
        super().__init__()
        self.dense1 = nn.Linear(size, widening * size)
        self.dense2 = nn.Linear(widening * size, size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.dense2(self.activation(self.dense1(hidden)))


class PerceiverLayer(nn.Block):
    def __init__(
        self,
        config: PerceiverConfig,
        size: int,
        source: int | None = None,
        *,
        heads: int,
        keys: int | None = None,
        values: int | None = None,
        widening: int = 1,
        residual: bool = True,
    ):
        super().__init__()
        options = dict(heads=heads, keys=keys, values=values, residual=residual)
        self.attention = PerceiverAttention(config, size, source, **options)
        self.layernorm = nn.LayerNorm(size, eps=EPS)
        self.mlp = PerceiverMLP(config, size, widening)

    def forward(self, hidden, attend, inputs=None):  # [b q d], [b n s] -> [b q d]
        hidden = self.attention(hidden, attend, inputs)
        return hidden + self.mlp(self.layernorm(hidden))


class PerceiverEncoder(nn.Module):
    """Latents attend to the inputs, then to each other; the blocks have the same parameters."""

    def __init__(self, config: PerceiverConfig, source: int):
        super().__init__()
        self.blocks = config.num_blocks
        given = dict(keys=config.qk_channels, values=config.v_channels)
        self.cross_attention = PerceiverLayer(
            config,
            config.d_latents,
            source,
            heads=config.num_cross_attention_heads,
            widening=config.cross_attention_widening_factor,
            residual=config.use_query_residual,
            **given,
        )
        self.self_attends = nn.ModuleList(
            PerceiverLayer(
                config,
                config.d_latents,
                heads=config.num_self_attention_heads,
                widening=config.self_attention_widening_factor,
                **given,
            )
            for _ in range(config.num_self_attends_per_block)
        )

    def forward(self, latents, inputs, seen, recorder):  # [b l d], [b n s] -> [b l d]
        hidden = self.cross_attention(latents, CrossAttention(recorder, seen), inputs)
        for _ in range(self.blocks):
            for layer in self.self_attends:
                recorder.add_hidden_state(hidden)
                hidden = layer(hidden, Attention(recorder))
            recorder.add_hidden_state(hidden)
        return hidden


class PerceiverEmbeddings(nn.Module):
    def __init__(self, config: PerceiverConfig):
        super().__init__()
        self.latents = nn.Parameter((config.num_latents, config.d_latents), init="normal")

    def forward(self, like):  # [b ...] -> [b l d]
        latents = ops.asarray(self.latents)
        return ops.expand(ops.unsqueeze(latents, 0), (ops.shape(like)[0], *ops.shape(latents)))


class PerceiverTrainablePositionEncoding(nn.Module):
    """A learned table [n d]."""

    def __init__(self, count: int, size: int):
        super().__init__()
        self.position_embeddings = nn.Parameter((count, size), init="normal")


# --- inputs ---------------------------------------------------------------------------------------


class PerceiverTextPreprocessor(nn.Module):
    """Embeddings of bytes and positions."""

    def __init__(self, config: PerceiverConfig):
        super().__init__()
        self.size = config.d_model
        self.embeddings = nn.Embedding(config.vocab_size, config.d_model)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, config.d_model)

    def forward(self, inputs, *, any_size: bool):  # [b n] -> [b n d]
        positions = ops.arange(0, ops.shape(inputs)[1], like=inputs, dtype="int64")
        return self.embeddings(inputs) + self.position_embeddings(positions)


def grid(pixels):  # [b rows columns d] -> row and column of each [n], int64
    _, rows, columns, _ = ops.shape(pixels)
    index = ops.arange(0, rows * columns, like=pixels, dtype="int64")
    return index // columns, index % columns


def with_positions(pixels, positions):  # [b rows columns d], [1|b n e] -> [b n d+e]
    batch, rows, columns, d = ops.shape(pixels)
    flat = ops.reshape(pixels, (batch, rows * columns, d))
    positions = ops.expand(positions, (batch, rows * columns, ops.shape(positions)[-1]))
    return ops.cat([flat, ops.cast(positions, ops.dtype(flat))], -1)


class FourierFeatures(nn.Module):
    """Rows and columns from -1 to 1, then sines and cosines of each, of rising frequency.

    Args:
        resolution: of images at which the highest frequency is Nyquist's.
    """

    size = 2 + 2 * 2 * 64

    def __init__(self, resolution: int):
        super().__init__()
        # Rounded as in training, from both ends, since high frequencies magnify what is lost.
        step, index = float(np.float32((resolution / 2 - 1) / 63)), np.arange(32)
        bands = np.concatenate([1 + step * index, resolution / 2 - step * index[::-1]])
        self.bands = tuple(map(float, bands.astype(np.float32)))

    def forward(self, pixels):  # [b rows columns d] -> [1 n size]
        wide = "float64" if ops.dtype(pixels) == "float64" else "float32"
        bands = ops.asarray(self.bands, like=pixels, dtype=wide)
        axes = [ops.cast(axis, wide) for axis in grid(pixels)]
        axes = [2 * axis / ops.clamp(ops.amax(axis, 0), min=1.0) - 1 for axis in axes]
        angles = np.pi * ops.cat([ops.unsqueeze(axis, -1) * bands for axis in axes], -1)
        return ops.unsqueeze(
            ops.cat([ops.stack(axes, -1), ops.sin(angles), ops.cos(angles)], -1), 0
        )


class PerceiverPixels(nn.Module):
    """Pixels as they are."""

    def __init__(self, config: PerceiverConfig):
        super().__init__()
        self.position_embeddings = FourierFeatures(224)
        self.size = CHANNELS + FourierFeatures.size

    def forward(self, inputs, *, any_size: bool):  # [b c H W] -> [b n size]
        pixels = channels_last(inputs)
        return with_positions(pixels, self.position_embeddings(pixels))


class Conv2DDownsample(nn.Module):
    """A convolution and a pooling, each of which halves the size."""

    def __init__(self, size: int):
        super().__init__()
        self.conv = nn.Conv2d(CHANNELS, size, 7, stride=2, padding=3, bias=False)
        self.batchnorm = nn.BatchNorm2d(size, eps=EPS, momentum=MOMENTUM)

    def forward(self, pixels):  # [b H W c] -> [b H/4 W/4 size]
        hidden = ops.relu(self.batchnorm(self.conv(pixels)))
        return ops.max_pool2d(hidden, 3, stride=2, padding=0)


class PerceiverConvolved(nn.Module):
    """Pixels after a convolution and a pooling."""

    def __init__(self, config: PerceiverConfig):
        super().__init__()
        self.convnet = Conv2DDownsample(64)
        self.position_embeddings = FourierFeatures(56)
        self.size = 64 + FourierFeatures.size

    def forward(self, inputs, *, any_size: bool):  # [b c H W] -> [b n size]
        pixels = self.convnet(channels_last(inputs))
        return with_positions(pixels, self.position_embeddings(pixels))


class PerceiverProjected(nn.Module):
    """A projection of each pixel, with learned positions."""

    def __init__(self, config: PerceiverConfig):
        super().__init__()
        self.side, self.size = config.image_size, 2 * 256
        self.convnet_1x1 = nn.Conv2d(CHANNELS, 256, 1)
        self.position_embeddings = PerceiverTrainablePositionEncoding(self.side**2, 256)
        self.positions_projection = nn.Linear(256, 256)

    def forward(self, inputs, *, any_size: bool):  # [b c H W] -> [b n size]
        pixels = self.convnet_1x1(channels_last(inputs))
        _, rows, columns, _ = ops.shape(pixels)
        table = ops.unsqueeze(ops.asarray(self.position_embeddings.position_embeddings), 0)
        if any_size:
            table = resized_positions(table, (self.side,) * 2, (rows, columns), special=0)
        elif isinstance(rows, int) and isinstance(columns, int) and rows * columns != self.side**2:
            raise InputError(
                f"The images are {rows}x{columns} pixels, and this model's positions are those of "
                f"{self.side}x{self.side}. Resize them, or pass interpolate_pos_encoding=True."
            )
        return with_positions(pixels, self.positions_projection(table))


def channels_last(images):  # [b c H W] -> [b H W c]
    channels, _, _ = check_images(images)
    if isinstance(channels, int) and channels != CHANNELS:
        raise InputError(f"The images have {channels} channels, expected {CHANNELS}.")
    return ops.permute(images, (0, 2, 3, 1))


# --- outputs --------------------------------------------------------------------------------------


class PerceiverBasicDecoder(nn.Module):
    """Learned queries attend to the latents."""

    def __init__(
        self,
        config: PerceiverConfig,
        count: int,
        size: int,
        outputs: int = 0,
        **options: Any,
    ):
        super().__init__()
        self.output_position_encodings = PerceiverTrainablePositionEncoding(count, size)
        self.decoding_cross_attention = PerceiverLayer(config, size, config.d_latents, **options)
        self.final_layer = nn.Linear(size, outputs) if outputs else None

    def forward(self, latents, recorder):  # [b l d] -> [b q size]
        table = ops.asarray(self.output_position_encodings.position_embeddings)
        queries = ops.expand(ops.unsqueeze(table, 0), (ops.shape(latents)[0], *ops.shape(table)))
        found = self.decoding_cross_attention(queries, CrossAttention(recorder), latents)
        return found if self.final_layer is None else self.final_layer(found)


class PerceiverClassificationDecoder(nn.Module):
    """One query, whose answer is a class."""

    def __init__(self, config: PerceiverConfig):
        super().__init__()
        d = config.d_latents
        self.decoder = PerceiverBasicDecoder(config, 1, d, config.num_labels, heads=1)

    def forward(self, latents, recorder):  # [b l d] -> [b c]
        return self.decoder(latents, recorder)[:, 0]


def token_decoder(config: PerceiverConfig) -> PerceiverBasicDecoder:
    """A query for each position of a text."""
    options: dict[str, Any] = dict(heads=8, keys=8 * 32, values=config.d_model, residual=False)
    return PerceiverBasicDecoder(config, config.max_position_embeddings, config.d_model, **options)


class PerceiverPreTrainedModel(nn.PreTrainedModel):
    """What all Perceiver models share."""

    config_class = PerceiverConfig
    base_model_prefix = "perceiver"
    main_input_name = "inputs"


# What a task reads, and how it answers.
TASKS: dict[str, tuple[Any, Any]] = {
    "masked-lm": (PerceiverTextPreprocessor, token_decoder),
    "sequence-classification": (PerceiverTextPreprocessor, PerceiverClassificationDecoder),
    "projected-images": (PerceiverProjected, PerceiverClassificationDecoder),
    "pixels": (PerceiverPixels, PerceiverClassificationDecoder),
    "convolved-images": (PerceiverConvolved, PerceiverClassificationDecoder),
}


class PerceiverModel(PerceiverPreTrainedModel):
    """Perceiver IO without a task: its inputs are vectors.

    Args of `forward`:
        inputs: [b n d_model]; of a task's model [b n] ids, or [b c H W] images.
        attention_mask: [b n], 1 for inputs and 0 for padding.
        interpolate_pos_encoding: take images of other sizes than the learned positions'.

    Returns:
        PerceiverModelOutput: last_hidden_state [b l d], and the logits of a task's model.
    """

    def __init__(self, config: PerceiverConfig, task: str = ""):
        super().__init__(config)
        reads, answers = TASKS.get(task, (None, None))
        self.input_preprocessor = None if reads is None else reads(config)
        source = config.d_model if reads is None else self.input_preprocessor.size
        self.embeddings = PerceiverEmbeddings(config)
        self.encoder = PerceiverEncoder(config, source)
        self.decoder = None if answers is None else answers(config)

    def get_input_embeddings(self):
        return getattr(self.input_preprocessor, "embeddings", self.embeddings)

    def set_input_embeddings(self, value):
        self.input_preprocessor.embeddings = value

    def forward(
        self,
        inputs=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if inputs is None:
            raise InputError("Perceiver needs inputs (input_ids or pixel_values of its tasks).")
        if self.input_preprocessor is not None:
            inputs = self.input_preprocessor(inputs, any_size=interpolate_pos_encoding)
        elif len(ops.shape(inputs)) != 3 or ops.shape(inputs)[2] != self.config.d_model:
            raise InputError(
                f"inputs are {list(ops.shape(inputs))}, expected [batch n d_model], "
                f"d_model={self.config.d_model}."
            )
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        seen = attention_masks.boolean_mask(attention_mask)
        hidden = self.encoder(self.embeddings(inputs), inputs, seen, recorder)
        logits = None if self.decoder is None else self.decoder(hidden, recorder)
        return PerceiverModelOutput(
            logits=logits,
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
        )


class TaskModel(PerceiverPreTrainedModel):
    """A model of a task: `name` is what its inputs are called beside `inputs`."""

    task, name = "", ""

    def __init__(self, config: PerceiverConfig):
        super().__init__(config)
        self.perceiver = PerceiverModel(config, task=self.task)

    def get_input_embeddings(self):
        return self.perceiver.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.perceiver.set_input_embeddings(value)

    def encode(self, inputs, named, **others: Any):
        """The output of the model, of `inputs` or what goes by the other name."""
        if (inputs is None) == (named is None):
            raise InputError(f"Pass exactly one of inputs and {self.name}.")
        return self.perceiver(
            inputs=named if inputs is None else inputs, return_dict=True, **others
        )

    def classified(self, output, labels, items):
        loss = None
        if labels is not None:
            loss = sequence_loss(self.config, output.logits, labels, items)
        return PerceiverClassifierOutput.of(output, loss=loss)


class PerceiverEmbeddingDecoder(nn.Module):
    """The similarity of each vector to each token's embedding."""

    def __init__(self, config: PerceiverConfig):
        super().__init__()
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden, table):  # [b t d], [v d] -> [b t v]
        return ops.matmul(hidden, ops.transpose(table, 0, 1)) + ops.asarray(self.bias)


class PerceiverForMaskedLM(TaskModel):
    """The masked bytes of a text, with a logit for each position that there is.

    Args of `forward`:
        inputs: [b n], or by the name input_ids.
        attention_mask: [b n], 1 for bytes and 0 for padding.
        labels: [b max_position_embeddings], -100 for bytes that do not count.
    """

    task, name = "masked-lm", "input_ids"
    labels_of_tokens = False  # but of all positions

    def __init__(self, config: PerceiverConfig):
        super().__init__(config)
        self.vocabulary = config.vocab_size
        self.embedding_decoder = PerceiverEmbeddingDecoder(config)

    def forward(
        self,
        inputs=None,
        attention_mask=None,
        labels=None,
        input_ids=None,
        *,
        num_items_in_batch=None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.encode(
            inputs,
            input_ids,
            attention_mask=attention_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        ids = ops.arange(0, self.vocabulary, like=output.logits, dtype="int64")
        table = self.perceiver.input_preprocessor.embeddings(ids)
        logits = self.embedding_decoder(output.logits, table)
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return PerceiverMaskedLMOutput.of(output, loss=loss, logits=logits)


class PerceiverForSequenceClassification(TaskModel):
    """A class, several or a number per text.

    Args of `forward`:
        inputs: [b n], or by the name input_ids.
        attention_mask: [b n], 1 for bytes and 0 for padding.
        labels: [b] or [b c], see `config.problem_type`.
    """

    task, name = "sequence-classification", "input_ids"

    def forward(
        self,
        inputs=None,
        attention_mask=None,
        labels=None,
        input_ids=None,
        *,
        num_items_in_batch=None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.encode(
            inputs,
            input_ids,
            attention_mask=attention_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return self.classified(output, labels, num_items_in_batch)


class ImageTaskModel(TaskModel):
    """A class, several or a number per image.

    Args of `forward`:
        inputs: [b c H W], or by the name pixel_values.
        attention_mask: [b n], 1 for pixels (after convolutions) that count.
        labels: [b] or [b c], see `config.problem_type`.
        interpolate_pos_encoding: take images of other sizes than the learned positions'.
    """

    name = "pixel_values"

    def forward(
        self,
        inputs=None,
        attention_mask=None,
        labels=None,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        num_items_in_batch=None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.encode(
            inputs,
            pixel_values,
            attention_mask=attention_mask,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return self.classified(output, labels, num_items_in_batch)


class PerceiverForImageClassificationLearned(ImageTaskModel):
    task = "projected-images"


class PerceiverForImageClassificationFourier(ImageTaskModel):
    task = "pixels"


class PerceiverForImageClassificationConvProcessing(ImageTaskModel):
    task = "convolved-images"


HEADS = {
    "base": PerceiverModel,
    "masked-lm": PerceiverForMaskedLM,
    "sequence-classification": PerceiverForSequenceClassification,
    "image-classification": PerceiverForImageClassificationLearned,
}
# Of which a config's `architectures` name one.
ALTERNATIVES = {
    "image-classification": (
        PerceiverForImageClassificationFourier,
        PerceiverForImageClassificationConvProcessing,
    )
}
