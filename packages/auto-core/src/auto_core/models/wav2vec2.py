"""wav2vec 2.0: Baevski et al., 2020, arXiv:2006.11477.

Convolutions turn the waveform into frames, which a transformer encodes; their positions come from
one wide convolution. HuBERT, UniSpeech and WavLM are this network too.

b batch, n samples, t frames, d hidden, h heads, s size of a head, c classes, g codebooks,
v codes of each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.checkpoints.weight_norm import ReadsFusedWeights
from auto_core.configs._wav2vec2 import SpeechEncoderConfig
from auto_core.configs.wav2vec2 import Wav2Vec2Config
from auto_core.errors import ConfigError, InputError
from auto_core.initializers import Constant, Init, Normal
from auto_core.outputs import (
    BaseModelOutput,
    MaskedLMOutput,
    Wav2Vec2BaseModelOutput,
    Wav2Vec2ForPreTrainingOutput,
)
from auto_core.pretrained.adapters import LanguageAdapters
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, frame_lengths
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.heads import Head
from ..blocks.layer_drop import LayerDrop
from ..blocks.spec_augment import SpecAugment
from ..blocks.speech_heads import AudioFrameClassification, SpeechClassification, SpeechCTC, XVector
from ..blocks.vector_quantizer import GumbelQuantizer, contrastive_loss
from ..blocks.weight_norm import WeightNormConv1d

EPS = 1e-5  # of norms that no field of the config governs


class Wav2Vec2ConvLayer(nn.Block):
    """A convolution over time, a norm (of each frame, of each channel, or none), an activation."""

    def __init__(self, config: SpeechEncoderConfig, index: int):
        super().__init__()
        inputs, outputs = (1, *config.conv_dim)[index], config.conv_dim[index]
        self.conv = nn.Conv1d(
            inputs,
            outputs,
            config.conv_kernel[index],
            stride=config.conv_stride[index],
            bias=config.conv_bias,
        )
        if config.feat_extract_norm == "layer":
            self.layer_norm = nn.LayerNorm(outputs, eps=EPS)
        else:
            self.layer_norm = nn.GroupNorm(outputs, outputs, eps=EPS) if index == 0 else None
        self.activation = activation(config.feat_extract_activation)

    def forward(self, x):  # [b n i] -> [b t o]
        x = self.conv(x)
        return self.activation(x if self.layer_norm is None else self.layer_norm(x))


class Wav2Vec2FeatureEncoder(nn.Module):
    def __init__(self, config: SpeechEncoderConfig):
        super().__init__()
        self.conv_layers = nn.ModuleList(
            Wav2Vec2ConvLayer(config, index) for index in range(len(config.conv_dim))
        )

    def forward(self, input_values):  # [b n] -> [b t c]
        x = ops.unsqueeze(input_values, 2)
        for layer in self.conv_layers:
            x = layer(x)
        return x


class Wav2Vec2FeatureProjection(nn.Module):
    def __init__(self, config: SpeechEncoderConfig):
        super().__init__()
        size = config.conv_dim[-1]
        normed = getattr(config, "feat_proj_layer_norm", True)
        self.layer_norm = nn.LayerNorm(size, eps=config.layer_norm_eps) if normed else None
        self.projection = nn.Linear(size, config.hidden_size)
        self.dropout = nn.Dropout(config.feat_proj_dropout)

    def forward(self, features):  # [b t c] -> [b t d], and what was projected
        if self.layer_norm is not None:
            features = self.layer_norm(features)
        return self.dropout(self.projection(features)), features


class Wav2Vec2PositionalConvEmbedding(nn.Module):
    """Relative positions of frames by a wide grouped convolution."""

    def __init__(self, config: SpeechEncoderConfig, *, stride: int = 1):
        super().__init__()
        size, width = config.hidden_size, config.num_conv_pos_embeddings
        groups = config.num_conv_pos_embedding_groups
        shape = dict(padding=width // 2, stride=stride, groups=groups)
        if getattr(config, "conv_pos_batch_norm", False):
            self.conv = nn.Conv1d(size, size, width, **shape)
            self.batch_norm = nn.BatchNorm1d(size, eps=EPS, momentum=0.1)
        else:
            self.conv = WeightNormConv1d(size, size, width, **shape, dim=2)
            self.batch_norm = None
        self.is_even = width % 2 == 0
        self.activation = activation(config.feat_extract_activation)

    def forward(self, hidden):  # [b t d] -> [b t d]
        if self.batch_norm is not None:
            hidden = self.batch_norm(hidden)
        hidden = self.conv(hidden)
        return self.activation(hidden[:, :-1] if self.is_even else hidden)


class Wav2Vec2Attention(nn.Module):
    def __init__(self, config: SpeechEncoderConfig, index: int):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.q_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def project(self, hidden):  # [b t d] -> three of [b t h s]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        return tuple(split_heads(x, self.head_size) for x in projected)

    def forward(self, hidden, bias, attend):  # [b t d], [b|1 h t t] or None -> [b t d]
        query, key, value = self.project(hidden)
        options = dict(scale=self.head_size**-0.5, bias=bias, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class Wav2Vec2FeedForward(nn.Module):
    def __init__(self, config: SpeechEncoderConfig):
        super().__init__()
        self.intermediate_dense = nn.Linear(config.hidden_size, config.intermediate_size)
        self.output_dense = nn.Linear(config.intermediate_size, config.hidden_size)
        self.intermediate_dropout = nn.Dropout(config.activation_dropout)
        self.output_dropout = nn.Dropout(config.hidden_dropout)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        hidden = self.intermediate_dropout(self.activation(self.intermediate_dense(hidden)))
        return self.output_dropout(self.output_dense(hidden))


class Wav2Vec2AttnAdapterLayer(nn.Module):
    """An adapter in each layer, for one language (MMS: Pratap et al., 2023, arXiv:2305.13516)."""

    def __init__(self, size: int, inner: int):
        super().__init__()
        self.norm = nn.LayerNorm(size, eps=EPS)
        self.linear_1 = nn.Linear(size, inner)
        self.linear_2 = nn.Linear(inner, size)

    def forward(self, hidden):
        return self.linear_2(ops.relu(self.linear_1(self.norm(hidden))))


class Wav2Vec2EncoderLayer(nn.Block):
    attention_class: type = Wav2Vec2Attention

    def __init__(self, config: SpeechEncoderConfig, index: int):
        super().__init__()
        size = config.hidden_size
        self.attention = self.attention_class(config, index)
        self.layer_norm = nn.LayerNorm(size, eps=config.layer_norm_eps)
        self.feed_forward = Wav2Vec2FeedForward(config)
        self.final_layer_norm = nn.LayerNorm(size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.norm_first = config.do_stable_layer_norm
        inner = getattr(config, "adapter_attn_dim", None) if self.norm_first else None
        self.adapter_layer = None if inner is None else Wav2Vec2AttnAdapterLayer(size, inner)

    def forward(self, hidden, bias, attend):  # [b t d] -> [b t d]
        if not self.norm_first:
            output = self.attention(hidden, bias, attend)
            hidden = self.layer_norm(hidden + self.dropout(output))
            return self.final_layer_norm(hidden + self.feed_forward(hidden))
        output = self.attention(self.layer_norm(hidden), bias, attend)
        hidden = hidden + self.dropout(output)
        hidden = hidden + self.feed_forward(self.final_layer_norm(hidden))
        if self.adapter_layer is not None:
            hidden = hidden + self.adapter_layer(hidden)
        return hidden


class Wav2Vec2Encoder(nn.Module):
    layer_class: type = Wav2Vec2EncoderLayer
    positions_class: type = Wav2Vec2PositionalConvEmbedding
    attend_class: type[Attention] = Attention
    keeps_first = False  # whether layerdrop spares the first layer

    def __init__(self, config: SpeechEncoderConfig):
        super().__init__()
        self.pos_conv_embed = self.positions_class(config)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.layers = nn.ModuleList(
            self.layer_class(config, index) for index in range(config.num_hidden_layers)
        )
        self.layerdrop = LayerDrop(config.layerdrop)
        self.norm_first = config.do_stable_layer_norm

    def attention_bias(self, hidden):
        """What every layer adds to its attention scores, [1 h t t]; None here."""
        return None

    def forward(self, hidden, frame_mask, recorder):
        """[b t d], [b t] -> [b t d]; the last of the hidden states is not normed."""
        if frame_mask is not None:
            hidden = ops.where(ops.unsqueeze(frame_mask, 2), hidden, 0.0)
        hidden = hidden + self.pos_conv_embed(hidden)
        if not self.norm_first:
            hidden = self.layer_norm(hidden)
        hidden = self.dropout(hidden)
        bias = self.attention_bias(hidden)
        attend = self.attend_class(recorder, attention_masks.boolean_mask(frame_mask))
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            output = layer(hidden, bias, attend)
            spared = self.keeps_first and index == 0
            hidden = output if spared else self.layerdrop(output, hidden)
        recorder.add_hidden_state(hidden)
        return self.layer_norm(hidden) if self.norm_first else hidden


class Wav2Vec2AdapterLayer(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        size = config.output_hidden_size
        self.conv = nn.Conv1d(
            size, 2 * size, config.adapter_kernel_size, stride=config.adapter_stride, padding=1
        )
        self.size = size

    def forward(self, hidden):  # [b t d] -> [b u d]
        hidden, gate = ops.split(self.conv(hidden), [self.size, self.size], -1)
        return hidden * ops.sigmoid(gate)


class Wav2Vec2Adapter(nn.Module):
    """Strided convolutions that shorten the sequence of frames for a decoder.

    `layerdrop` never skips them, since each changes the number of frames.
    """

    def __init__(self, config: Any):
        super().__init__()
        size = config.output_hidden_size
        projected = size != config.hidden_size
        self.proj = nn.Linear(config.hidden_size, size) if projected else None
        self.proj_layer_norm = nn.LayerNorm(size, eps=EPS) if projected else None
        self.layers = nn.ModuleList(
            Wav2Vec2AdapterLayer(config) for _ in range(config.num_adapter_layers)
        )

    def forward(self, hidden):
        if self.proj is not None and self.proj_layer_norm is not None:
            hidden = self.proj_layer_norm(self.proj(hidden))
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden


# --- first values --------------------------------------------------------------------------------


def uniform(generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Between 0 and 1."""
    return generator.uniform(size=shape)


def uniform_by_inputs(generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Within 1 / sqrt(inputs)."""
    return generator.uniform(-1, 1, shape) * shape[-1] ** -0.5


def kaiming(generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Of a convolution before a ReLU: He et al., 2015, arXiv:1502.01852."""
    return generator.standard_normal(shape) * (2 / np.prod(shape[1:])) ** 0.5


class Wav2Vec2PreTrainedModel(ReadsFusedWeights, nn.PreTrainedModel):
    """What all wav2vec 2.0 models share."""

    config_class = Wav2Vec2Config
    base_model_prefix = "wav2vec2"
    splits_attention = True
    main_input_name = "input_values"
    optional_parts = (r"(^|\.)masked_spec_embed$",)
    # The parts that variations of this family replace.
    encoder_class: type = Wav2Vec2Encoder
    returns_features = True  # extract_features are part of the output
    always_masks = False  # whether there is a mask embedding that no probability asks for
    head_initializers: tuple[tuple[str, Init], ...] = ()

    def freeze_feature_encoder(self) -> None:
        """Exclude the convolutions over the waveform from training."""
        self._freeze(self.base_model.feature_extractor)

    def freeze_base_model(self) -> None:
        """Exclude all but the head from training."""
        self._freeze(self.base_model)

    @property
    def initializers(self):
        config = self.config
        groups, width = config.num_conv_pos_embedding_groups, config.num_conv_pos_embeddings
        length = 2 * (config.hidden_size / groups / width) ** 0.5  # of weights that keep the scale
        return (
            (r"masked_spec_embed$|codevectors$", uniform),
            (r"quantizer\.weight_proj\.weight$", Normal(1.0)),
            (r"feature_projection\.projection\.weight$", uniform_by_inputs),
            (r"(conv_layers|adapter\.layers)\.\d+\.conv\.weight$", kaiming),
            (r"pos_conv_embed\..*\.original0$", Constant(length)),
            *self.head_initializers,
        )

    def get_input_embeddings(self):
        return None  # waveforms are not embedded by a table

    def _get_feat_extract_output_lengths(self, input_lengths, add_adapter: bool | None = None):
        """Number of frames for a number of samples."""
        if add_adapter is None:
            add_adapter = getattr(self.config, "add_adapter", False)
        return frame_lengths.frames(self.config, input_lengths, adapter=add_adapter)


class Wav2Vec2Model(Wav2Vec2PreTrainedModel):
    """wav2vec 2.0 without a head.

    Args of `forward`:
        input_values: [b n], waveforms.
        attention_mask: [b n], 1 for samples and 0 for padding.
        mask_time_indices: [b t], frames to mask instead of those that training samples.

    Returns:
        Wav2Vec2BaseModelOutput: last_hidden_state [b t d], extract_features [b t c] (the normed
        output of the convolutions), and on request hidden_states and attentions.
    """

    def __init__(self, config: SpeechEncoderConfig):
        super().__init__(config)
        self.feature_extractor = Wav2Vec2FeatureEncoder(config)
        self.add_projection(config)
        masks = config.mask_time_prob > 0 or config.mask_feature_prob > 0
        self.masked_spec_embed = (
            nn.Parameter((config.hidden_size,), init=uniform)
            if masks or self.always_masks
            else None
        )
        self.encoder = self.encoder_class(config)
        added = getattr(config, "add_adapter", False)
        self.adapter = Wav2Vec2Adapter(config) if added else None
        self.augment = SpecAugment(config)

    def add_projection(self, config: SpeechEncoderConfig) -> None:
        """Make what is between the convolutions and the encoder."""
        self.feature_projection = Wav2Vec2FeatureProjection(config)

    def project(self, features):  # [b t c] -> [b t d], and what was projected
        return self.feature_projection(features)

    def forward(
        self,
        input_values=None,
        attention_mask=None,
        mask_time_indices=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_values is None:
            raise InputError("Pass input_values [batch, samples].")
        features = self.feature_extractor(input_values)
        frame_mask, valid = None, None
        if attention_mask is not None:
            count = ops.shape(features)[1]
            frame_mask = frame_lengths.frame_mask(self.config, attention_mask, count, adapter=False)
            valid = ops.sum(ops.cast(frame_mask, "int64"), 1)
        hidden, features = self.project(features)
        mask_embedding = self.mask_embedding(mask_time_indices)
        hidden = self.augment(hidden, valid, mask_time_indices, mask_embedding)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.encoder(hidden, frame_mask, recorder)
        fields = dict(
            last_hidden_state=hidden if self.adapter is None else self.adapter(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )
        if self.returns_features:
            return Wav2Vec2BaseModelOutput(**fields, extract_features=features)
        return BaseModelOutput(**fields)

    def mask_embedding(self, mask_time_indices):
        """[d], which replaces masked frames."""
        if self.masked_spec_embed is None:
            if mask_time_indices is not None:
                raise InputError(
                    "mask_time_indices replace frames by a vector that this model does not have: "
                    "its config has mask_time_prob=0 and mask_feature_prob=0."
                )
            return None
        return ops.asarray(self.masked_spec_embed)


class Wav2Vec2ForPreTraining(Head, Wav2Vec2PreTrainedModel):
    """Which of several codes is the masked frame's?

    Args of `forward`, besides those of Wav2Vec2Model:
        sampled_negative_indices: [b t k], of the b * t frames, negative samples; with these there
            is a loss, and mask_time_indices are needed too.
    """

    base_class = Wav2Vec2Model
    head_initializers = ((r"(project_hid|project_q)\.weight$", uniform_by_inputs),)

    def add_head(self, config: Wav2Vec2Config) -> None:
        self.dropout_features = nn.Dropout(config.feat_quantizer_dropout)
        self.quantizer = GumbelQuantizer(config)
        self.project_hid = nn.Linear(config.hidden_size, config.proj_codevector_dim)
        self.project_q = nn.Linear(config.codevector_dim, config.proj_codevector_dim)

    def set_gumbel_temperature(self, temperature: float) -> None:
        """Set the temperature of training's choice of codes, which falls over time."""
        self.quantizer.temperature = temperature

    def forward(self, mask_time_indices=None, sampled_negative_indices=None, **inputs: Any):
        if sampled_negative_indices is not None and mask_time_indices is None:
            raise InputError("A loss needs mask_time_indices beside sampled_negative_indices.")
        output = self.encode(mask_time_indices=mask_time_indices, **inputs)
        states = self.project_hid(output.last_hidden_state)
        masked = None if mask_time_indices is None else ops.cast(mask_time_indices, "bool")
        features = self.dropout_features(output.extract_features)
        vectors, codes, perplexity = self.quantizer(features, masked)
        vectors = self.project_q(vectors)
        loss = contrastive = diversity = None
        if sampled_negative_indices is not None:
            contrastive = contrastive_loss(
                states,
                vectors,
                codes,
                sampled_negative_indices,
                masked,
                temperature=self.config.contrastive_logits_temperature,
            )
            count = self.config.num_codevectors_per_group * self.config.num_codevector_groups
            masks = ops.sum(ops.cast(masked, ops.dtype(perplexity)), (0, 1))
            diversity = (count - perplexity) / count * masks
            loss = contrastive + self.config.diversity_loss_weight * diversity
        return Wav2Vec2ForPreTrainingOutput.of(
            output,
            loss=loss,
            projected_states=states,
            projected_quantized_states=vectors,
            codevector_perplexity=perplexity,
            contrastive_loss=contrastive,
            diversity_loss=diversity,
        )


class Wav2Vec2ForCTC(SpeechCTC, LanguageAdapters, Wav2Vec2PreTrainedModel):
    """Characters of each frame, trained with CTC: labels [b s], -100 where there is none.

    Models with adapters change their language: `from_pretrained(..., target_lang="fra")`, or
    `load_adapter("fra")` later.
    """

    base_class = Wav2Vec2Model


class Wav2Vec2ForMaskedLM(Head, Wav2Vec2PreTrainedModel):
    """Logits of characters without a loss: what transformers 4 had before Wav2Vec2ForCTC."""

    base_class = Wav2Vec2Model
    excluded_inputs = ("mask_time_indices",)

    def add_head(self, config: Wav2Vec2Config) -> None:
        if config.vocab_size is None:
            raise ConfigError("Wav2Vec2ForMaskedLM needs config.vocab_size.")
        self.dropout = nn.Dropout(config.final_dropout)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size)

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.lm_head(self.dropout(output.last_hidden_state))
        return MaskedLMOutput.of(output, logits=logits)


class Wav2Vec2ForSequenceClassification(SpeechClassification, Wav2Vec2PreTrainedModel):
    base_class = Wav2Vec2Model


class Wav2Vec2ForAudioFrameClassification(AudioFrameClassification, Wav2Vec2PreTrainedModel):
    base_class = Wav2Vec2Model


class Wav2Vec2ForXVector(XVector, Wav2Vec2PreTrainedModel):
    base_class = Wav2Vec2Model


PREFIX = "Wav2Vec2"
HEADS = {
    "base": Wav2Vec2Model,
    "pretraining": Wav2Vec2ForPreTraining,
    "masked-lm": Wav2Vec2ForMaskedLM,
    "ctc": Wav2Vec2ForCTC,
    "audio-classification": Wav2Vec2ForSequenceClassification,
    "audio-frame-classification": Wav2Vec2ForAudioFrameClassification,
    "audio-xvector": Wav2Vec2ForXVector,
}
