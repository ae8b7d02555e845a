"""w2v-BERT 2.0: Seamless Communication, 2023, arXiv:2312.05187.

Causal conformers over pairs of frames of a log-mel spectrogram, with the heads of wav2vec 2.0.

b batch, t frames, k features, u frames after the adapter, d hidden.
"""

from __future__ import annotations

import dataclasses

from auto_core.configs.wav2vec2_bert import Wav2Vec2BertConfig
from auto_core.errors import InputError
from auto_core.outputs import Wav2Vec2BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, frame_lengths
from ..blocks.attention import Attention
from ..blocks.conformer import (
    INITIALIZERS,
    ConformerAdapterLayer,
    ConformerFeedForward,
    ConformerLayer,
    ConformerShape,
    positions_of,
)
from ..blocks.layer_drop import LayerDrop
from ..blocks.spec_augment import SpecAugment
from ..blocks.variation import variation
from . import wav2vec2


def shape_of(config: Wav2Vec2BertConfig) -> ConformerShape:
    return ConformerShape(
        hidden_size=config.hidden_size,
        num_heads=config.num_attention_heads,
        intermediate_size=config.intermediate_size,
        hidden_act=config.hidden_act,
        eps=config.layer_norm_eps,
        kernel=config.conv_depthwise_kernel_size,
        positions=config.position_embeddings_type,
        before=config.left_max_position_embeddings,
        after=config.right_max_position_embeddings,
        rotary_base=config.rotary_embedding_base,
        causal=True,
        dropout=config.hidden_dropout,
        inner_dropout=config.activation_dropout,
        attention_dropout=config.attention_dropout,
        conv_dropout=config.conformer_conv_dropout,
    )


class Wav2Vec2BertFeatureProjection(nn.Module):
    def __init__(self, config: Wav2Vec2BertConfig):
        super().__init__()
        size = config.feature_projection_input_dim
        self.layer_norm = nn.LayerNorm(size, eps=config.layer_norm_eps)
        self.projection = nn.Linear(size, config.hidden_size)
        self.dropout = nn.Dropout(config.feat_proj_dropout)

    def forward(self, features):  # [b t k] -> [b t d], and what was projected
        features = self.layer_norm(features)
        return self.dropout(self.projection(features)), features


class Wav2Vec2BertEncoder(nn.Module):
    def __init__(self, config: Wav2Vec2BertConfig):
        super().__init__()
        shape = shape_of(config)
        self.embed_positions = positions_of(shape)
        self.dropout = nn.Dropout(config.hidden_dropout)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(ConformerLayer(shape) for _ in layers)
        self.layerdrop = LayerDrop(config.layerdrop)

    def forward(self, hidden, frame_mask, recorder):  # [b t d], [b t] -> [b t d]
        if frame_mask is not None:
            hidden = ops.where(ops.unsqueeze(frame_mask, 2), hidden, 0.0)
        hidden = self.dropout(hidden)
        positions = None if self.embed_positions is None else self.embed_positions(hidden)
        attend = Attention(recorder, attention_masks.boolean_mask(frame_mask))
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = self.layerdrop(layer(hidden, frame_mask, positions, attend), hidden)
        recorder.add_hidden_state(hidden)
        return hidden


class Wav2Vec2BertAdapter(nn.Module):
    """Strided convolutions with attention. `layerdrop` never skips them, since each changes the
    number of frames."""

    def __init__(self, config: Wav2Vec2BertConfig):
        super().__init__()
        size = config.output_hidden_size or config.hidden_size
        projected = size != config.hidden_size
        self.proj = nn.Linear(config.hidden_size, size) if projected else None
        self.proj_layer_norm = nn.LayerNorm(size, eps=config.layer_norm_eps) if projected else None
        changes = dict(hidden_size=size, positions=None, hidden_act=config.adapter_act)
        shape = dataclasses.replace(shape_of(config), **changes)
        options = dict(kernel=config.adapter_kernel_size, stride=config.adapter_stride)
        self.layers = nn.ModuleList(
            ConformerAdapterLayer(shape, **options, dropout=config.conformer_conv_dropout)
            for _ in range(config.num_adapter_layers)
        )
        self.length_kernel, self.stride = config.adapter_length_kernel, config.adapter_stride

    def forward(self, hidden, lengths):  # [b t d], [b] frames or None -> [b u d]
        if self.proj is not None and self.proj_layer_norm is not None:
            hidden = self.proj_layer_norm(self.proj(hidden))
        for layer in self.layers:
            if lengths is not None:
                lengths = frame_lengths.after(lengths, self.length_kernel, self.stride)
            hidden = layer(hidden, lengths)
        return hidden


class Wav2Vec2BertPreTrainedModel(wav2vec2.Wav2Vec2PreTrainedModel):
    """What all w2v-BERT models share."""

    config_class = Wav2Vec2BertConfig
    base_model_prefix = "wav2vec2_bert"
    main_input_name = "input_features"

    @property
    def initializers(self):
        convolutions = r"(\.conv_module\.\w+conv\d?|adapter\.layers\.\d+\.\w+_conv)\.weight$"
        return (
            *INITIALIZERS,
            (r"masked_spec_embed$", wav2vec2.uniform),
            (r"feature_projection\.projection\.weight$", wav2vec2.uniform_by_inputs),
            (convolutions, wav2vec2.kaiming),
            *self.head_initializers,
        )

    def freeze_feature_encoder(self) -> None:
        """Raise: the input is a spectrogram, of no convolutions that could be frozen.

        Raises:
            InputError: always.
        """
        raise InputError("w2v-BERT has no convolutions over the waveform to freeze.")


class Wav2Vec2BertModel(wav2vec2.Wav2Vec2Model, Wav2Vec2BertPreTrainedModel):
    """w2v-BERT 2.0 without a head.

    Args of `forward`:
        input_features: [b t k], pairs of frames of log-mel spectrograms.
        attention_mask: [b t], 1 for frames and 0 for padding.
        mask_time_indices: [b t], frames to mask instead of those that training samples.

    Returns:
        Wav2Vec2BaseModelOutput: last_hidden_state [b t d] (of the adapter, if there is one),
        extract_features [b t k] (the normed input), and on request hidden_states and attentions.
    """

    def __init__(self, config: Wav2Vec2BertConfig):
        Wav2Vec2BertPreTrainedModel.__init__(self, config)
        self.feature_projection = Wav2Vec2BertFeatureProjection(config)
        masks = config.mask_time_prob > 0 or config.mask_feature_prob > 0
        self.masked_spec_embed = (
            nn.Parameter((config.hidden_size,), init=wav2vec2.uniform) if masks else None
        )
        self.encoder = Wav2Vec2BertEncoder(config)
        self.adapter = Wav2Vec2BertAdapter(config) if config.add_adapter else None
        self.intermediate_ffn = None
        if config.use_intermediate_ffn_before_adapter:
            shape = dataclasses.replace(shape_of(config), hidden_act="relu")
            self.intermediate_ffn = ConformerFeedForward(shape)
        self.augment = SpecAugment(config)

    def forward(
        self,
        input_features=None,
        attention_mask=None,
        mask_time_indices=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_features is None:
            raise InputError("Pass input_features [batch, frames, features].")
        hidden, features = self.feature_projection(input_features)
        lengths, frame_mask = None, None
        if attention_mask is not None:
            frame_mask = attention_mask != 0
            lengths = ops.sum(ops.cast(frame_mask, "int64"), 1)
        mask_embedding = self.mask_embedding(mask_time_indices)
        hidden = self.augment(hidden, lengths, mask_time_indices, mask_embedding)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.encoder(hidden, frame_mask, recorder)
        if self.intermediate_ffn is not None:
            hidden = hidden + 0.5 * self.intermediate_ffn(hidden)
        return Wav2Vec2BaseModelOutput(
            last_hidden_state=hidden if self.adapter is None else self.adapter(hidden, lengths),
            extract_features=features,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


HEADS = variation(
    __name__,
    "Wav2Vec2Bert",
    wav2vec2,
    Wav2Vec2BertConfig,
    without=("pretraining", "masked-lm"),
)
