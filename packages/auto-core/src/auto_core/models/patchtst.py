"""PatchTST: Nie et al., 2022, arXiv:2211.14730.

A transformer encoder of the patches of time series, each channel for itself, with heads that
forecast, regress, classify, or fill in masked patches.

b batch, t values, c channels, n patches, p values of a patch, h heads, s size of a head,
d hidden, f forecast, m targets.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.configs._series_patches import SeriesPatchesConfig
from auto_core.configs.patchtst import PatchTSTConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal as NormalInit
from auto_core.outputs import (
    BaseModelOutput,
    PatchTSTForClassificationOutput,
    PatchTSTForPredictionOutput,
    PatchTSTForPretrainingOutput,
    PatchTSTForRegressionOutput,
    PatchTSTModelOutput,
    SamplePatchTSTOutput,
)

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.distributions import DISTRIBUTIONS, Distribution, nll_loss, samples
from ..blocks.losses import token_loss
from ..blocks.series_scaling import scaled

BATCH_NORM_MOMENTUM = 0.1


# --- before the network ---------------------------------------------------------------------------


def patches(config: SeriesPatchesConfig, values):
    """[b t c] -> [b c n p]; what does not fill a patch is left out at the start."""
    length = ops.shape(values)[1]
    if isinstance(length, int) and length != config.context_length:
        raise InputError(
            f"past_values have {length} steps, expected context_length={config.context_length}."
        )
    count, size, stride = config.num_patches, config.patch_length, config.patch_stride
    start = config.context_length - (size + stride * (count - 1))
    index = start + stride * np.arange(count)[:, None] + np.arange(size)
    index = ops.asarray(index, like=values, dtype="int64")
    return ops.permute(ops.take(values, index, 1), (0, 3, 1, 2))


class PatchTSTMasking(nn.Module):
    """Masks patches: random ones, or the last ones of each series."""

    def __init__(self, config: SeriesPatchesConfig):
        super().__init__()
        self.random = nn.Random()
        self.config = config

    def forward(self, values):
        """[b c n p] -> the same with masked patches, and [b c n], True where they are masked."""
        config = self.config
        masked = self.last(values) if config.mask_type == "forecast" else self.some(values)
        kept = config.unmasked_channel_indices
        if kept is not None:
            count = config.num_input_channels
            channels = np.isin(np.arange(count), np.asarray(kept) % count)[None, :, None]
            masked = masked & ~ops.asarray(channels, like=values, dtype="bool")
        return ops.where(ops.unsqueeze(masked, -1), float(config.mask_value), values), masked

    def some(self, values):
        """[b c n], a part of the patches of each series, sampled anew at each call."""
        batch, channels, count, _ = ops.shape(values)
        sampled = 1 if self.config.channel_consistent_masking else channels
        noise = self.random.uniform((batch, sampled, count), like=values, dtype="float32")
        kept = int(self.config.num_patches * (1 - self.config.random_mask_ratio))
        rank = ops.argsort(ops.argsort(noise, -1, descending=False), -1, descending=False)
        return ops.expand(rank >= kept, (batch, channels, count))

    def last(self, values):
        """[b c n], as many last patches as one of the config's numbers says, in equal shares."""
        batch, channels, count, _ = ops.shape(values)
        counts = self.config.forecast_patches
        share = batch // len(counts)
        row = ops.arange(0, batch, like=values, dtype="int64")
        group = (row - (batch - share * len(counts))) // ops.clamp(
            ops.zeros((1,), like=row) + share, min=1
        )
        group = ops.clamp(group, min=0, max=len(counts) - 1)  # the first has what is left over
        length = ops.take(ops.asarray(counts, like=row, dtype="int64"), group, 0)
        noise = self.random.uniform((batch,), like=values, dtype="float32")
        length = ops.take(length, ops.argsort(noise, 0, descending=False), 0)
        position = ops.arange(0, count, like=values, dtype="int64")
        masked = ops.unsqueeze(position, 0) >= count - ops.unsqueeze(length, 1)
        return ops.expand(ops.unsqueeze(masked, 1), (batch, channels, count))


# --- the network ----------------------------------------------------------------------------------


class PatchTSTAttention(nn.Module):
    def __init__(self, config: PatchTSTConfig):
        super().__init__()
        d = config.d_model
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.q_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def split_heads(self, x):  # [b n d] -> [b n h s]
        batch, count, _ = ops.shape(x)
        return ops.reshape(x, (batch, count, self.heads, self.head_size))

    def forward(self, hidden, *, output_attentions):
        output, weights = ops.attention(
            self.split_heads(self.q_proj(hidden)),
            self.split_heads(self.k_proj(hidden)),
            self.split_heads(self.v_proj(hidden)),
            scale=self.head_size**-0.5,
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        output = ops.reshape(output, ops.shape(hidden))
        return self.out_proj(output), weights


class PatchTSTBatchNorm(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        self.batchnorm = nn.BatchNorm1d(
            config.d_model, eps=config.norm_eps, momentum=BATCH_NORM_MOMENTUM
        )

    def forward(self, hidden):  # [... d], all of whose vectors count alike
        shape = ops.shape(hidden)
        return ops.reshape(self.batchnorm(ops.reshape(hidden, (-1, shape[-1]))), shape)


class Activation(nn.Module):
    """An activation that has a number among the parts of a sequence."""

    def __init__(self, name: str):
        super().__init__()
        self.function = activation(name)

    def forward(self, x):
        return self.function(x)


class PatchTSTEncoderLayer(nn.Block):
    def __init__(self, config: PatchTSTConfig):
        super().__init__()
        d = config.d_model
        self.self_attn = PatchTSTAttention(config)
        self.norm_sublayer1 = self.norm(config)
        self.channel_attention = config.channel_attention
        if config.channel_attention:
            self.norm_sublayer2 = self.norm(config)
        self.ff = nn.ModuleList(
            [
                nn.Linear(d, config.ffn_dim, bias=config.bias),
                Activation(config.activation_function),
                nn.Dropout(config.ff_dropout),
                nn.Linear(config.ffn_dim, d, bias=config.bias),
            ]
        )
        self.norm_sublayer3 = self.norm(config)
        self.dropout = nn.Dropout(config.path_dropout)
        self.norm_first = config.pre_norm

    def norm(self, config: PatchTSTConfig) -> Any:
        if config.norm_type == "batchnorm":
            return PatchTSTBatchNorm(config)
        return nn.LayerNorm(config.d_model, eps=config.norm_eps)

    def attend(self, norm, hidden, *, output_attentions):
        """[b c n d]: between the patches of a channel."""
        shape = ops.shape(hidden)
        hidden = ops.reshape(hidden, (-1, *shape[2:]))
        normed = norm(hidden) if self.norm_first else hidden
        output, weights = self.self_attn(normed, output_attentions=output_attentions)
        hidden = hidden + self.dropout(output)
        return ops.reshape(hidden if self.norm_first else norm(hidden), shape), weights

    def forward(self, hidden, *, output_attentions):  # [b c n d]
        hidden, weights = self.attend(
            self.norm_sublayer1, hidden, output_attentions=output_attentions
        )
        if self.channel_attention:  # between the channels at one position
            hidden = ops.transpose(hidden, 1, 2)
            hidden, _ = self.attend(self.norm_sublayer2, hidden, output_attentions=False)
            hidden = ops.transpose(hidden, 1, 2)
        norm = self.norm_sublayer3
        output = norm(hidden) if self.norm_first else hidden
        for part in self.ff:
            output = part(output)
        hidden = hidden + self.dropout(output)
        return hidden if self.norm_first else norm(hidden), weights


class PatchTSTEmbedding(nn.Module):
    """Vectors of patches, by one map or by one for each channel."""

    def __init__(self, config: PatchTSTConfig):
        super().__init__()
        size, d = config.patch_length, config.d_model
        self.channels, self.shared = config.num_input_channels, config.share_embedding
        self.input_embedding: Any = (
            nn.Linear(size, d)
            if config.share_embedding
            else nn.ModuleList(nn.Linear(size, d) for _ in range(self.channels))
        )

    def forward(self, values):  # [b c n p] -> [b c n d]
        channels = ops.shape(values)[1]
        if isinstance(channels, int) and channels != self.channels:
            raise InputError(
                f"past_values have {channels} channels, expected "
                f"num_input_channels={self.channels}."
            )
        if self.shared:
            return self.input_embedding(values)
        each = [layer(values[:, index]) for index, layer in enumerate(self.input_embedding)]
        return ops.stack(each, 1)


def waves(generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Sinusoidal position embeddings, of mean 0 and deviation 0.1."""
    count, d = shape
    angle = np.arange(count)[:, None] * np.exp(np.arange(0, d, 2) * -(math.log(10000.0) / d))
    table = np.zeros(shape)
    table[:, 0::2], table[:, 1::2] = np.sin(angle), np.cos(angle)
    table -= table.mean()
    return table / (table.std(ddof=1) * 10)


class PatchTSTPositionalEncoding(nn.Module):
    """Position embeddings of patches, which a class token may precede."""

    def __init__(self, config: PatchTSTConfig):
        super().__init__()
        shape = (config.num_patches + config.use_cls_token, config.d_model)
        if config.use_cls_token:
            self.cls_token = nn.Parameter((1, 1, 1, config.d_model), init=NormalInit(0.02))
        if config.positional_encoding_type == "sincos":
            self.position_enc: Any = nn.Buffer(shape, init=waves)
        else:
            self.position_enc = nn.Parameter(shape, init=NormalInit(1.0))
        self.dropout = nn.Dropout(config.positional_dropout)
        self.whole = config.use_cls_token

    def forward(self, hidden):  # [b c n d]
        positions = ops.asarray(self.position_enc)
        if not self.whole:
            return self.dropout(hidden + positions)
        batch, channels, _, d = ops.shape(hidden)
        token = ops.expand(ops.asarray(self.cls_token) + positions[:1], (batch, channels, 1, d))
        return ops.cat([token, self.dropout(hidden + positions[1:])], 2)


class PatchTSTEncoder(nn.Module):
    def __init__(self, config: PatchTSTConfig):
        super().__init__()
        self.embedder = PatchTSTEmbedding(config)
        self.positional_encoder = PatchTSTPositionalEncoding(config)
        self.layers = nn.ModuleList(
            PatchTSTEncoderLayer(config) for _ in range(config.num_hidden_layers)
        )

    def forward(self, values, *, output_attentions, output_hidden_states):  # [b c n p]
        hidden = self.positional_encoder(self.embedder(values))
        states, attentions = (), ()
        for layer in self.layers:
            states += (hidden,)  # what each layer reads; the last output is not among them
            hidden, weights = layer(hidden, output_attentions=output_attentions)
            attentions += (weights,)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


class PatchTSTPreTrainedModel(nn.PreTrainedModel):
    """What all PatchTST models share."""

    config_class = PatchTSTConfig
    base_model_prefix = "model"
    main_input_name = "past_values"


class PatchTSTModel(PatchTSTPreTrainedModel):
    """PatchTST without a head.

    Args of `forward`:
        past_values: [b t c].
        past_observed_mask: [b t c], 1 for values that are there and 0 for missing ones.

    Returns:
        PatchTSTModelOutput: last_hidden_state [b c n d] (one more n with `use_cls_token`), loc and
        scale [b 1 c] by which values were normalised, the patches [b c n p] and, if some are
        hidden, mask [b c n].
    """

    unread_inputs = ("future_values",)  # of a batch for prediction

    def __init__(self, config: PatchTSTConfig, do_mask_input: bool | None = None):
        super().__init__(config)
        do_mask_input = bool(config.do_mask_input) if do_mask_input is None else do_mask_input
        self.masking = PatchTSTMasking(config) if do_mask_input else None
        self.encoder = PatchTSTEncoder(config)

    def get_input_embeddings(self):
        return None  # it reads numbers

    def forward(
        self,
        past_values=None,
        past_observed_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if past_values is None:
            raise InputError("Pass past_values [batch, steps, channels].")
        if past_observed_mask is None:
            observed = ops.ones(ops.shape(past_values), like=past_values)
        else:
            observed = ops.cast(past_observed_mask, ops.dtype(past_values))
        values, loc, scale = scaled(self.config, past_values, observed)
        whole = patches(self.config, values)
        values, hidden = (whole, None) if self.masking is None else self.masking(whole)
        output = self.encoder(
            values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return PatchTSTModelOutput(
            last_hidden_state=output.last_hidden_state,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            mask=hidden,
            loc=loc,
            scale=scale,
            patch_input=whole,
        )


# --- heads ----------------------------------------------------------------------------------------


def pooled(config: PatchTSTConfig, hidden):
    """One vector for each channel, [b c d] of [b c n d]; as it is where nothing pools."""
    if config.use_cls_token:
        return hidden[:, :, 0]
    if config.pooling_type == "mean":
        return ops.mean(hidden, 2)
    return ops.amax(hidden, 2) if config.pooling_type == "max" else hidden


def flat(hidden, axis: int):
    """Axes from `axis` on as one."""
    shape = ops.shape(hidden)
    return ops.reshape(hidden, (*shape[:axis], math.prod(shape[axis:])))


def needs_pooling(config: PatchTSTConfig) -> None:
    if not (config.use_cls_token or config.pooling_type):
        config._refuse("pooling_type", "'mean' or 'max', or use_cls_token=True, for this head")


def distribution_of(config: SeriesPatchesConfig) -> type[Distribution] | None:
    """What is predicted; None for the values themselves."""
    return None if config.loss == "mse" else DISTRIBUTIONS[config.distribution_output]


class PatchTSTMaskPretrainHead(nn.Module):
    def __init__(self, config: PatchTSTConfig):
        super().__init__()
        self.dropout = nn.Dropout(config.head_dropout)
        self.linear = nn.Linear(config.d_model, config.patch_length)
        self.whole = config.use_cls_token

    def forward(self, hidden):  # [b c n d] -> [b c n p]
        values = self.linear(self.dropout(hidden))
        return values[:, :, 1:] if self.whole else values


class PatchTSTForPretraining(PatchTSTPreTrainedModel):
    """Fills in masked patches, which it masks itself; the loss is of those."""

    def __init__(self, config: PatchTSTConfig):
        super().__init__(config)
        config.do_mask_input = True
        config._complete()  # now the numbers of masked patches matter
        self.model = PatchTSTModel(config)
        self.head = PatchTSTMaskPretrainHead(config)

    def forward(
        self,
        past_values=None,
        past_observed_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            past_values,
            past_observed_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        values = self.head(output.last_hidden_state)
        error = ops.mean((values - output.patch_input) ** 2, -1)  # [b c n]
        hidden = ops.cast(output.mask, ops.dtype(error))
        loss = ops.sum(error * hidden, (0, 1, 2)) / (ops.sum(hidden, (0, 1, 2)) + 1e-10)
        return PatchTSTForPretrainingOutput(
            loss=loss,
            prediction_output=values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class PatchTSTClassificationHead(nn.Module):
    def __init__(self, config: PatchTSTConfig):
        super().__init__()
        needs_pooling(config)
        self.dropout = nn.Dropout(config.head_dropout)
        self.linear = nn.Linear(config.num_input_channels * config.d_model, config.num_targets)
        self.config = config

    def forward(self, hidden):  # [b c n d] -> [b m]
        return self.linear(self.dropout(flat(pooled(self.config, hidden), 1)))


class PatchTSTForClassification(PatchTSTPreTrainedModel):
    """A class of `num_targets` per series: target_values [b]."""

    def __init__(self, config: PatchTSTConfig):
        super().__init__(config)
        self.model = PatchTSTModel(config, do_mask_input=False)
        self.head = PatchTSTClassificationHead(config)

    def forward(
        self,
        past_values=None,
        target_values=None,
        past_observed_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            past_values,
            past_observed_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        logits = self.head(output.last_hidden_state)
        return PatchTSTForClassificationOutput(
            loss=None if target_values is None else token_loss(logits, target_values),
            prediction_logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class PatchTSTPredictionHead(nn.Module):
    """Values, or the parameters of their distribution, by one map or by one for each channel."""

    def __init__(self, config: PatchTSTConfig, kind: type[Distribution] | None):
        super().__init__()
        pools = config.use_cls_token or config.pooling_type
        size = config.d_model * (1 if pools else config.num_patches)
        make = kind or nn.Linear
        self.shared, self.config = config.share_projection, config
        if config.share_projection:
            self.projection = make(size, config.prediction_length)
        else:
            self.projections = nn.ModuleList(
                make(size, config.prediction_length) for _ in range(config.num_input_channels)
            )
        self.dropout = nn.Dropout(config.head_dropout)

    def forward(self, hidden):  # [b c n d] -> [b f c], or a tuple of them
        hidden = self.dropout(flat(pooled(self.config, hidden), 2))
        if self.shared:
            found = self.projection(hidden)
        else:
            each = [layer(hidden[:, index]) for index, layer in enumerate(self.projections)]
            if isinstance(each[0], tuple):
                found = tuple(ops.stack(parts, 1) for parts in zip(*each, strict=True))
            else:
                found = ops.stack(each, 1)
        if isinstance(found, tuple):
            return tuple(ops.transpose(part, 1, 2) for part in found)
        return ops.transpose(found, 1, 2)


class PatchTSTForPrediction(PatchTSTPreTrainedModel):
    """What follows a time series: values or, unless `loss` is "mse", their distribution.

    Args of `forward`, besides those of PatchTSTModel:
        future_values: [b f c], for the loss.

    Returns:
        PatchTSTForPredictionOutput: prediction_outputs [b f c], or the parameters of the
        distribution before the affine transformation by loc and scale [b 1 c].
    """

    def __init__(self, config: PatchTSTConfig):
        super().__init__(config)
        self.kind = distribution_of(config)
        self.model = PatchTSTModel(config, do_mask_input=False)
        self.head = PatchTSTPredictionHead(config, self.kind)

    def forward(
        self,
        past_values=None,
        past_observed_mask=None,
        future_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            past_values,
            past_observed_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        found, loss = self.head(output.last_hidden_state), None
        affine = output.loc, output.scale
        if self.kind is None:
            found = found * output.scale + output.loc
            if future_values is not None:
                loss = ops.mse_loss(found, future_values)
        elif future_values is not None:
            joint = self.config.prediction_length > 1  # the channels of a step, together
            loss = nll_loss(self.kind, future_values, found, *affine, joint=joint)
            found = self.kind.affine(found, *affine)[0]  # as published
        return PatchTSTForPredictionOutput(
            loss=loss,
            prediction_outputs=found,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            loc=output.loc,
            scale=output.scale,
        )

    def generate(self, past_values, past_observed_mask=None):
        """Futures that the distribution makes likely, [b num_parallel_samples f c]; the one
        prediction [b 1 f c] where there is none."""
        output = self(past_values, past_observed_mask, return_dict=True)
        found = output.prediction_outputs
        if self.kind is None:
            return SamplePatchTSTOutput(sequences=ops.unsqueeze(found, 1))
        sampled = samples(
            self.kind,
            found,
            output.loc,
            output.scale,
            count=self.config.num_parallel_samples,
            seed=self._sampling_seed(),
        )
        return SamplePatchTSTOutput(sequences=sampled)


class PatchTSTRegressionHead(nn.Module):
    def __init__(self, config: PatchTSTConfig, kind: type[Distribution] | None):
        super().__init__()
        needs_pooling(config)
        size = config.num_input_channels * config.d_model
        self.projection = (kind or nn.Linear)(size, config.num_targets)
        self.dropout = nn.Dropout(config.head_dropout)
        self.range = config.output_range if kind is None else None
        self.config = config

    def forward(self, hidden):  # [b c n d] -> [b m], or a tuple of them
        found = self.projection(self.dropout(flat(pooled(self.config, hidden), 1)))
        if self.range is None:
            return found
        least, most = self.range
        return ops.sigmoid(found) * (most - least) + least


class PatchTSTForRegression(PatchTSTPreTrainedModel):
    """`num_targets` numbers per series, or their distribution: target_values [b m]."""

    def __init__(self, config: PatchTSTConfig):
        super().__init__(config)
        self.kind = distribution_of(config)
        self.model = PatchTSTModel(config, do_mask_input=False)
        self.head = PatchTSTRegressionHead(config, self.kind)

    def forward(
        self,
        past_values=None,
        target_values=None,
        past_observed_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            past_values,
            past_observed_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        found, loss = self.head(output.last_hidden_state), None
        if target_values is not None and self.kind is None:
            loss = ops.mse_loss(found, target_values)
        elif target_values is not None:
            joint = self.config.num_targets > 1
            loss = nll_loss(self.kind, target_values, found, None, None, joint=joint)
        return PatchTSTForRegressionOutput(
            loss=loss,
            regression_outputs=found,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def generate(self, past_values, past_observed_mask=None):
        """Numbers that the distribution makes likely, [b num_parallel_samples m].

        Raises:
            InputError: the config's loss is "mse", so that there is no distribution.
        """
        if self.kind is None:
            raise InputError('This model has no distribution to sample from: its loss is "mse".')
        output = self(past_values, None, past_observed_mask, return_dict=True)
        sampled = samples(
            self.kind,
            output.regression_outputs,
            None,
            None,
            count=self.config.num_parallel_samples,
            seed=self._sampling_seed(),
        )
        return SamplePatchTSTOutput(sequences=sampled)


HEADS = {"base": PatchTSTModel}
