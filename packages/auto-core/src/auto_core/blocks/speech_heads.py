"""Task heads of speech encoders.

    class HubertForCTC(SpeechCTC, HubertPreTrainedModel):
        base_class = HubertModel

Inputs: input_values [b n], waveforms, or input_features [b n k], spectrograms; attention_mask
[b n], 1 for samples (or their frames) and 0 for padding.
b batch, n samples, t frames, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import ConfigError
from auto_core.initializers import Constant, Normal
from auto_core.outputs import (
    CausalLMOutput,
    SequenceClassifierOutput,
    TokenClassifierOutput,
    XVectorOutput,
)

from .. import nn, ops
from . import frame_lengths
from .heads import Head
from .losses import IGNORED, token_loss, widened
from .weighted_layer_sum import layer_sum


class SpeechHead(Head):
    """What heads share; they may weigh the hidden states of all layers."""

    input_order = ("input_values", "input_features", "attention_mask", "labels")
    excluded_inputs = ("mask_time_indices",)

    def add_layer_weights(self, config: Any) -> None:
        """Make the weights of `use_weighted_layer_sum`."""
        if config.use_weighted_layer_sum:
            layers = config.num_hidden_layers + 1
            self.layer_weights = nn.Parameter((layers,), init=Constant(1 / layers))

    def encode(self, *, output_hidden_states: bool = False, **inputs: Any):
        """The encoder's output, with the weighted sum [b t d] of its hidden states if the config
        says so."""
        summed = self.config.use_weighted_layer_sum
        output = super().encode(output_hidden_states=output_hidden_states or summed, **inputs)
        if summed:
            output.last_hidden_state = layer_sum(self.layer_weights, output.hidden_states)
        if not output_hidden_states:
            output.hidden_states = None
        return output


def _without_adapter(model: Any, config: Any) -> None:
    if getattr(config, "add_adapter", False):
        raise ConfigError(
            f"{type(model).__name__} does not read adapters' frames: set config.add_adapter=False."
        )


class SpeechCTC(Head):
    """Characters of each frame (Graves et al., 2006): labels [b s], -100 where there is none."""

    input_order = ("input_values", "input_features", "attention_mask", "labels")
    excluded_inputs = ("mask_time_indices",)
    main_input_name: str

    def add_head(self, config: Any) -> None:
        """Make the layers after the encoder."""
        if config.vocab_size is None:
            raise ConfigError(f"{type(self).__name__} needs config.vocab_size.")
        self.dropout = nn.Dropout(config.final_dropout)
        self.change_scores(config.vocab_size)

    def change_scores(self, letters: int) -> None:
        """Make the last layer, or make it anew for so many letters."""
        added = getattr(self.config, "add_adapter", False)
        size = self.config.output_hidden_size if added else self.config.hidden_size
        self.lm_head = nn.Linear(size, letters)

    def forward(self, attention_mask=None, labels=None, **inputs: Any):
        output = self.encode(attention_mask=attention_mask, **inputs)
        logits = self.lm_head(self.dropout(output.last_hidden_state))
        loss = None
        if labels is not None:
            if attention_mask is None:
                shape = ops.shape(inputs[self.main_input_name])[:2]
                attention_mask = ops.ones(shape, like=labels, dtype="int64")
            samples = ops.sum(ops.cast(attention_mask, "int64"), 1)
            added = getattr(self.config, "add_adapter", False)
            lengths = frame_lengths.frames(self.config, samples, adapter=added)
            loss = ctc_loss(self.config, logits, labels, lengths)
        return CausalLMOutput.of(output, loss=loss, logits=logits)


def ctc_loss(config: Any, logits, labels, lengths):
    """By upstream's rules: logits [b t c], labels [b s], lengths [b] in frames.

    Padding is -100 or the blank, wherever it stands; `ctc_loss_reduction` says what is returned.
    """
    blank = config.pad_token_id
    counted = (labels != IGNORED) & (labels != blank)
    padding = ops.cast(~counted, "int64")
    order = ops.argsort(padding, 1, descending=False)  # labels come first, in their order
    logs = ops.log_softmax(widened(logits), -1)
    return ops.ctc_loss(
        ops.permute(logs, (1, 0, 2)),
        ops.gather(ops.where(counted, labels, blank), 1, order),
        lengths,
        ops.sum(ops.cast(counted, "int64"), 1),
        blank=blank,
        reduction=config.ctc_loss_reduction,
        zero_infinity=config.ctc_zero_infinity,
    )


class SpeechClassification(SpeechHead):
    """A class per recording: labels [b]."""

    def add_head(self, config: Any) -> None:
        """Make the layers after the encoder."""
        _without_adapter(self, config)
        self.add_layer_weights(config)
        self.projector = nn.Linear(config.hidden_size, config.classifier_proj_size)
        self.classifier = nn.Linear(config.classifier_proj_size, config.num_labels)

    def forward(self, attention_mask=None, labels=None, **inputs: Any):
        output = self.encode(attention_mask=attention_mask, **inputs)
        hidden = output.last_hidden_state
        hidden = self.projector(hidden)
        if attention_mask is None:
            pooled = ops.mean(hidden, 1)
        else:
            count = ops.shape(hidden)[1]
            frame_mask = frame_lengths.frame_mask(self.config, attention_mask, count, adapter=False)
            pooled = _mean(hidden, frame_mask)
        logits = self.classifier(pooled)
        loss = None if labels is None else token_loss(logits, labels)
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)


def _mean(hidden, counted):
    """[b d] of [b t d], over the frames that count [b t]."""
    counted = ops.cast(ops.unsqueeze(counted, 2), ops.dtype(hidden))
    return ops.sum(hidden * counted, 1) / ops.sum(counted, 1)


class AudioFrameClassification(SpeechHead):
    """A class per frame: labels [b t c], 1 for the frame's class."""

    def add_head(self, config: Any) -> None:
        """Make the layers after the encoder."""
        _without_adapter(self, config)
        self.add_layer_weights(config)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, attention_mask=None, labels=None, **inputs: Any):
        output = self.encode(attention_mask=attention_mask, **inputs)
        hidden = output.last_hidden_state
        logits = self.classifier(hidden)
        loss = None if labels is None else token_loss(logits, ops.argmax(labels, -1))
        return TokenClassifierOutput.of(output, loss=loss, logits=logits)


class TDNNLayer(nn.Module):
    """A dilated convolution over time, as a Linear of neighbouring frames: weight [out k*in]."""

    def __init__(self, inputs: int, outputs: int, kernel: int, dilation: int):
        super().__init__()
        self.size, self.dilation = kernel, dilation
        self.kernel = nn.Linear(inputs * kernel, outputs)

    def forward(self, hidden):  # [b t i] -> [b u o]
        count = ops.shape(hidden)[1] - self.dilation * (self.size - 1)
        starts = [i * self.dilation for i in range(self.size)]
        windows = [hidden[:, start : start + count] for start in starts]
        return ops.relu(self.kernel(ops.cat(windows, -1)))


class AMSoftmaxLoss(nn.Module):
    """Angles to each speaker, the right one with a margin: Wang et al., 2018, arXiv:1801.05599."""

    scale, margin = 30.0, 0.4

    def __init__(self, size: int, classes: int):
        super().__init__()
        self.weight = nn.Parameter((size, classes), init=Normal(1.0))
        self.classes = classes

    def forward(self, hidden, labels):  # [b d], [b] -> a number
        labels = ops.reshape(labels, (-1,))
        cosine = ops.matmul(_unit(hidden, 1), _unit(ops.asarray(self.weight), 0))
        right = ops.one_hot(labels, self.classes, dtype="bool")
        return token_loss(self.scale * ops.where(right, cosine - self.margin, cosine), labels)


def _unit(x, dim: int):
    norm = _root(ops.sum(x * x, dim, keepdim=True))
    return x / ops.clamp(norm, min=1e-12)


def _root(x):
    """The square root whose gradient at 0 is 0: a channel without any sound says nothing."""
    silent = x == 0
    return ops.where(silent, 0.0, ops.sqrt(ops.where(silent, 1.0, x)))


class XVector(SpeechHead):
    """A vector of the speaker (Snyder et al., 2018): labels [b] of speakers."""

    def add_head(self, config: Any) -> None:
        """Make the layers after the encoder."""
        self.add_layer_weights(config)
        sizes = (config.tdnn_dim[0], *config.tdnn_dim)
        self.projector = nn.Linear(config.hidden_size, sizes[0])
        self.tdnn = nn.ModuleList(
            TDNNLayer(sizes[i], sizes[i + 1], config.tdnn_kernel[i], config.tdnn_dilation[i])
            for i in range(len(config.tdnn_dim))
        )
        self.feature_extractor = nn.Linear(sizes[-1] * 2, config.xvector_output_dim)
        self.classifier = nn.Linear(config.xvector_output_dim, config.xvector_output_dim)
        self.objective = AMSoftmaxLoss(config.xvector_output_dim, config.num_labels)

    def forward(self, attention_mask=None, labels=None, **inputs: Any):
        output = self.encode(attention_mask=attention_mask, **inputs)
        hidden = output.last_hidden_state
        hidden = self.projector(hidden)
        for layer in self.tdnn:
            hidden = layer(hidden)
        embeddings = self.feature_extractor(self.statistics(hidden, attention_mask))
        logits = self.classifier(embeddings)
        loss = None if labels is None else self.objective(logits, labels)
        return XVectorOutput.of(output, loss=loss, logits=logits, embeddings=embeddings)

    def statistics(self, hidden, attention_mask):
        """[b 2d]: mean and deviation over time of [b t d]."""
        batch, count, _ = ops.shape(hidden)
        position = ops.unsqueeze(ops.arange(0, count, like=hidden, dtype="int64"), 0)
        frame_mask = ops.expand(position >= 0, (batch, count))
        if attention_mask is not None:
            samples = ops.sum(ops.cast(attention_mask, "int64"), 1)
            added = getattr(self.config, "add_adapter", False)
            lengths = frame_lengths.frames(self.config, samples, adapter=added)
            for kernel in self.config.tdnn_kernel:  # upstream forgets that they are dilated
                lengths = frame_lengths.after(lengths, kernel, 1)
            frame_mask = position < ops.unsqueeze(lengths, 1)
        mean = _mean(hidden, frame_mask)
        frame_mask = ops.cast(ops.unsqueeze(frame_mask, 2), ops.dtype(hidden))
        squares = ops.sum((hidden - ops.unsqueeze(mean, 1)) ** 2 * frame_mask, 1)
        return ops.cat([mean, _root(squares / (ops.sum(frame_mask, 1) - 1))], -1)
