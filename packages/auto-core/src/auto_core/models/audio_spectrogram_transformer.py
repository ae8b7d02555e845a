"""Audio Spectrogram Transformer: Gong et al., 2021, arXiv:2104.01778.

DeiT over overlapping patches of a spectrogram.

b batch, f frames, m mel bins, n patches, t tokens (n + 2), d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs.audio_spectrogram_transformer import ASTConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling, SequenceClassifierOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention
from ..blocks.heads import Head
from ..blocks.losses import sequence_loss
from ..blocks.patches import repeated
from .vit import ViTEncoder, ViTLayer


class ASTPatchEmbeddings(nn.Module):
    def __init__(self, config: ASTConfig):
        super().__init__()
        strides = config.frequency_stride, config.time_stride
        self.projection = nn.Conv2d(1, config.hidden_size, config.patch_size, stride=strides)

    def forward(self, input_values):  # [b f m] -> [b n d]
        image = ops.unsqueeze(ops.permute(input_values, (0, 2, 1)), 3)  # bins are its height
        hidden = self.projection(image)
        batch, rows, columns, size = ops.shape(hidden)
        return ops.reshape(hidden, (batch, rows * columns, size))


class ASTEmbeddings(nn.Module):
    """CLS, the distillation token and the patches, with learned positions."""

    def __init__(self, config: ASTConfig):
        super().__init__()
        d, size = config.hidden_size, config.patch_size
        rows = (config.num_mel_bins - size) // config.frequency_stride + 1
        columns = (config.max_length - size) // config.time_stride + 1
        self.cls_token = nn.Parameter((1, 1, d), init="zeros")
        self.distillation_token = nn.Parameter((1, 1, d), init="zeros")
        self.patch_embeddings = ASTPatchEmbeddings(config)
        self.position_embeddings = nn.Parameter((1, 2 + rows * columns, d), init="zeros")
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.expected = (config.max_length, config.num_mel_bins)

    def forward(self, input_values):  # [b f m] -> [b t d]
        if input_values is None:
            raise InputError("Pass input_values [batch, frames, mel bins].")
        _, *size = ops.shape(input_values)
        if any(isinstance(n, int) and n != m for n, m in zip(size, self.expected, strict=True)):
            raise InputError(
                f"input_values have (frames, mel bins) {tuple(size)}, expected {self.expected}: "
                "the feature extractor pads or cuts to max_length."
            )
        hidden = self.patch_embeddings(input_values)
        first = repeated(self.cls_token, hidden), repeated(self.distillation_token, hidden)
        return self.dropout(ops.cat([*first, hidden], 1) + ops.asarray(self.position_embeddings))


class ASTPreTrainedModel(nn.PreTrainedModel):
    """What all AST models share."""

    config_class = ASTConfig
    base_model_prefix = "audio_spectrogram_transformer"
    main_input_name = "input_values"
    renames = newer_names.VIT
    # The parts that variations of this family replace.
    embeddings_class: type = ASTEmbeddings
    layer_class: type = ViTLayer


class ASTModel(ASTPreTrainedModel):
    """AST without a head.

    Args of `forward`:
        input_values: [b f m], Kaldi's filter banks.
        attention_mask: [b t], 1 for tokens that are attended to.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] (the mean of
        the first two tokens), and on request hidden states and attentions.
    """

    def __init__(self, config: ASTConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = ViTEncoder(config, self.layer_class)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings

    def forward(
        self,
        input_values=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        hidden = self.layernorm(self.encoder(self.embeddings(input_values), attend))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=(hidden[:, 0] + hidden[:, 1]) / 2,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class ASTMLPHead(nn.Module):
    def __init__(self, config: ASTConfig):
        super().__init__()
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dense = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, pooled):  # [b d] -> [b c]
        return self.dense(self.layernorm(pooled))


class ASTForAudioClassification(Head, ASTPreTrainedModel):
    """A class, several or a number per recording: labels [b] or [b c], see problem_type."""

    base_class = ASTModel
    input_order = ("input_values", "labels")

    def add_head(self, config: ASTConfig) -> None:
        self.classifier = ASTMLPHead(config)

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.classifier(output.pooler_output)
        loss = None if labels is None else sequence_loss(self.config, logits, labels)
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)


PREFIX = "AST"
HEADS = {
    "base": ASTModel,
    "audio-classification": ASTForAudioClassification,
}
