"""FastSpeech 2 (Ren et al., 2020, arXiv:2006.04558) of conformers, as ESPnet has it.

An encoder of phonemes; predictors say how long, how high and how loud each of them is; a decoder
makes a log-mel spectrogram of the phonemes' hidden states, each repeated as long as it lasts.

b batch, t phonemes, u frames, m mel bins, d hidden, e size of a speaker's vector, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.fastspeech2_conformer import FastSpeech2ConformerConfig
from auto_core.errors import InputError
from auto_core.initializers import LecunNormal
from auto_core.outputs import BaseModelOutput, FastSpeech2ConformerModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.conformer import (
    INITIALIZERS,
    RELATIVE,
    ConformerAttention,
    ConformerShape,
    GatedConvolution,
    relative_table,
)
from ..blocks.stage import stage
from .speecht5 import SpeechT5BatchNormConvLayer

EPS = 1e-5


def part_shape(config: FastSpeech2ConformerConfig, part: str) -> ConformerShape:
    """The sizes of the encoder's or the decoder's layers."""
    return ConformerShape(
        hidden_size=config.hidden_size,
        num_heads=getattr(config, f"{part}_num_attention_heads"),
        intermediate_size=getattr(config, f"{part}_linear_units"),
        hidden_act="silu",
        eps=EPS,
        kernel=getattr(config, f"{part}_kernel_size"),
        positions=RELATIVE,
        dropout=getattr(config, f"{part}_dropout_rate"),
        attention_dropout=getattr(config, f"{part}_attention_dropout_rate"),
    )


class FastSpeech2ConformerMultiLayeredConv1d(nn.Module):
    """The feed-forward part, of convolutions."""

    def __init__(self, config: FastSpeech2ConformerConfig, shape: ConformerShape):
        super().__init__()
        d, inner = shape.hidden_size, shape.intermediate_size
        size = config.positionwise_conv_kernel_size
        self.conv1 = nn.Conv1d(d, inner, size, padding=(size - 1) // 2)
        self.conv2 = nn.Conv1d(inner, d, size, padding=(size - 1) // 2)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.conv2(self.dropout(ops.relu(self.conv1(hidden))))


class FastSpeech2ConformerEncoderLayer(nn.Block):
    def __init__(self, config: FastSpeech2ConformerConfig, part: str):
        super().__init__()
        d, shape = config.hidden_size, part_shape(config, part)
        self.self_attn = ConformerAttention(shape)
        self.feed_forward = FastSpeech2ConformerMultiLayeredConv1d(config, shape)
        self.macaron = config.use_macaron_style_in_conformer
        self.scale = 1.0
        if self.macaron:
            self.feed_forward_macaron = FastSpeech2ConformerMultiLayeredConv1d(config, shape)
            self.ff_macaron_layer_norm = nn.LayerNorm(d, eps=EPS)
            self.scale = 0.5
        self.conv_module = GatedConvolution(
            d, shape.kernel, bias=config.convolution_bias, act=shape.hidden_act
        )
        self.conv_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.final_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.ff_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        self.dropout = nn.Dropout(shape.dropout)
        self.norm_first = getattr(config, f"{part}_normalize_before")
        self.concatenates = getattr(config, f"{part}_concat_after")
        if self.concatenates:
            self.concat_linear = nn.Linear(2 * d, d)

    def forward(self, hidden, positions, attend):  # [b t d] -> [b t d]
        if self.macaron:
            norm = self.ff_macaron_layer_norm
            output = self.feed_forward_macaron(self.before(norm, hidden))
            hidden = self.after(norm, hidden + self.scale * self.dropout(output))
        normed = self.before(self.self_attn_layer_norm, hidden)
        output = self.self_attn(normed, positions, attend)
        if self.concatenates:
            output = self.concat_linear(ops.cat([normed, output], -1))
        else:
            output = self.dropout(output)
        hidden = self.after(self.self_attn_layer_norm, hidden + output)
        output = self.conv_module(self.before(self.conv_layer_norm, hidden))
        hidden = self.after(self.conv_layer_norm, hidden + self.dropout(output))
        output = self.feed_forward(self.before(self.ff_layer_norm, hidden))
        hidden = hidden + self.scale * self.dropout(output)
        return self.final_layer_norm(self.after(self.ff_layer_norm, hidden))

    def before(self, norm, hidden):
        return norm(hidden) if self.norm_first else hidden

    def after(self, norm, hidden):
        return hidden if self.norm_first else norm(hidden)


class FastSpeech2ConformerEncoder(nn.Module):
    """The layers of the encoder, which embeds phonemes, or of the decoder."""

    def __init__(self, config: FastSpeech2ConformerConfig, part: str):
        super().__init__()
        self.embed = None
        if part == "encoder":
            self.embed = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=0)
        self.conformer_layers = nn.ModuleList(
            FastSpeech2ConformerEncoderLayer(config, part)
            for _ in range(getattr(config, f"{part}_layers"))
        )
        self.dropout = nn.Dropout(getattr(config, f"{part}_positional_dropout_rate"))
        self.scale = config.hidden_size**0.5

    def forward(self, hidden, attended, *, output_attentions: bool, output_hidden_states: bool):
        """[b t] of phonemes or [b t d], and [b t] True for what is attended to, or None."""
        if self.embed is not None:
            hidden = self.embed(hidden)
        positions = self.dropout(relative_table(hidden))
        hidden = self.dropout(hidden * self.scale)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        if attended is not None:
            attended = ops.unsqueeze(ops.unsqueeze(attended, 1), 1)
        attend = Attention(recorder, attended)
        for layer in self.conformer_layers:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, positions, attend)
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class FastSpeech2ConformerPredictorLayer(nn.Module):
    def __init__(self, inputs: int, channels: int, kernel: int, dropout: float):
        super().__init__()
        self.conv = nn.Conv1d(inputs, channels, kernel, padding=(kernel - 1) // 2)
        self.layer_norm = nn.LayerNorm(channels, eps=EPS)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden):  # [b t c] -> [b t c]
        return self.dropout(self.layer_norm(ops.relu(self.conv(hidden))))


class FastSpeech2ConformerPredictor(nn.Module):
    """One number of each phoneme: the logarithm of its duration, its pitch or its energy."""

    def __init__(self, config: FastSpeech2ConformerConfig, kind: str, dropout: float):
        super().__init__()
        channels = getattr(config, f"{kind}_predictor_channels")
        kernel = getattr(config, f"{kind}_predictor_kernel_size")
        self.conv_layers = nn.ModuleList(
            FastSpeech2ConformerPredictorLayer(
                channels if layer else config.hidden_size, channels, kernel, dropout
            )
            for layer in range(getattr(config, f"{kind}_predictor_layers"))
        )
        self.linear = nn.Linear(channels, 1)

    def forward(self, hidden):  # [b t d] -> [b t 1]
        for layer in self.conv_layers:
            hidden = layer(hidden)
        return self.linear(hidden)


class FastSpeech2ConformerVarianceEmbedding(nn.Module):
    def __init__(self, config: FastSpeech2ConformerConfig, kind: str):
        super().__init__()
        size = getattr(config, f"{kind}_embed_kernel_size")
        self.conv = nn.Conv1d(1, config.hidden_size, size, padding=(size - 1) // 2)
        self.dropout = nn.Dropout(getattr(config, f"{kind}_embed_dropout"))

    def forward(self, values):  # [b t 1] -> [b t d]
        return self.dropout(self.conv(values))


class FastSpeech2ConformerSpeechDecoderPostnet(nn.Module):
    """Hidden states to `reduction_factor` frames each, and what refines the frames."""

    def __init__(self, config: FastSpeech2ConformerConfig):
        super().__init__()
        self.mels, self.frames = config.num_mel_bins, config.reduction_factor
        self.feat_out = nn.Linear(config.hidden_size, self.mels * self.frames)
        self.layers = nn.ModuleList(
            SpeechT5BatchNormConvLayer(config, layer)
            for layer in range(config.speech_decoder_postnet_layers)
        )

    def forward(self, hidden):  # [b u d] -> two of [b u*r m]
        batch, steps, _ = ops.shape(hidden)
        draft = ops.reshape(self.feat_out(hidden), (batch, steps * self.frames, self.mels))
        change = draft
        for layer in self.layers:
            change = layer(change)
        return draft, draft + change


class FastSpeech2ConformerPreTrainedModel(nn.PreTrainedModel):
    """What all FastSpeech2Conformer models share."""

    config_class = FastSpeech2ConformerConfig
    base_model_prefix = "fastspeech2_conformer"
    initializers = (*INITIALIZERS, (r"(linear\w*|projection|feat_out)\.weight$", LecunNormal()))


class FastSpeech2ConformerModel(FastSpeech2ConformerPreTrainedModel):
    """Phonemes to a spectrogram.

    In training all labels are needed: durations, pitches and energies are then those of the
    labels, and there is a loss. Otherwise they are predicted, and labels are not read.

    Args of `forward`:
        input_ids: [b t] of phonemes.
        attention_mask: [b t], 1 for phonemes and 0 for padding.
        spectrogram_labels: [b u m], -100 in the frames of padding.
        duration_labels: [b t], in frames.
        pitch_labels, energy_labels: [b t 1].
        speaker_ids, lang_ids: [b] or [b 1], of models of several.
        speaker_embedding: [b e].

    Returns:
        FastSpeech2ConformerModelOutput: spectrogram [b u m], with more frames at the end of
        shorter texts; duration_outputs [b t], in training their logarithms; pitch_outputs and
        energy_outputs [b t 1].
    """

    def __init__(self, config: FastSpeech2ConformerConfig):
        super().__init__(config)
        d = config.hidden_size
        self.multilingual = (config.num_languages or 0) > 1
        if self.multilingual:
            self.language_id_embedding = nn.Embedding(config.num_languages or 0, d)
        self.multispeaker = (config.num_speakers or 0) > 1
        if self.multispeaker:
            self.speaker_id_embedding = nn.Embedding(config.num_speakers or 0, d)
        if config.speaker_embed_dim:
            self.projection = nn.Linear(d + config.speaker_embed_dim, d)
        self.encoder = FastSpeech2ConformerEncoder(config, "encoder")
        self.duration_predictor = FastSpeech2ConformerPredictor(
            config, "duration", config.duration_predictor_dropout_rate
        )
        self.pitch_predictor = FastSpeech2ConformerPredictor(
            config, "pitch", config.pitch_predictor_dropout
        )
        self.pitch_embed = FastSpeech2ConformerVarianceEmbedding(config, "pitch")
        self.energy_predictor = FastSpeech2ConformerPredictor(
            config, "energy", config.energy_predictor_dropout
        )
        self.energy_embed = FastSpeech2ConformerVarianceEmbedding(config, "energy")
        self.decoder = FastSpeech2ConformerEncoder(config, "decoder")
        self.speech_decoder_postnet = FastSpeech2ConformerSpeechDecoderPostnet(config)

    def get_input_embeddings(self):
        return self.encoder.embed

    def set_input_embeddings(self, value):
        self.encoder.embed = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        spectrogram_labels=None,
        duration_labels=None,
        pitch_labels=None,
        energy_labels=None,
        speaker_ids=None,
        lang_ids=None,
        speaker_embedding=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_ids is None:
            raise InputError("Pass input_ids [b t].")
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if attention_mask is None:
            attention_mask = ops.ones(ops.shape(input_ids), like=input_ids)
        text, hidden, log_durations, pitch, energy = self.predicted(
            input_ids, attention_mask, speaker_ids, lang_ids, speaker_embedding, **requests
        )
        if nn.in_training(self):
            labels = (spectrogram_labels, duration_labels, pitch_labels, energy_labels)
            if any(label is None for label in labels):
                raise InputError(f"In training, pass all of {', '.join(LABELS)}.")
            if self.config.reduction_factor > 1:
                raise InputError("A model of reduction_factor above 1 has no loss.")
            frame = ops.arange(0, ops.shape(spectrogram_labels)[1], like=input_ids, dtype="int64")
            mask = ops.amax(ops.cast(spectrogram_labels != -100, "int64"), -1) > 0  # [b u]
            durations = lasting(ops.cast(duration_labels, "int64"))
            decoded, draft, spectrogram = self.spoken(
                frame, durations, hidden, pitch_labels, energy_labels, mask, **requests
            )
            spoken = ops.cast(attention_mask, "bool")
            wanted = ops.log(ops.cast(durations, ops.dtype(log_durations)) + 1.0)
            loss = (
                self.mean(ops.abs(draft - spectrogram_labels), mask)
                + self.mean(ops.abs(spectrogram - spectrogram_labels), mask)
                + self.mean(ops.unsqueeze(log_durations - wanted, -1) ** 2, spoken)
                + self.mean((pitch - pitch_labels) ** 2, spoken)
                + self.mean((energy - energy_labels) ** 2, spoken)
            )
            found = log_durations
        else:
            found, durations, count = self.timed(log_durations, attention_mask)
            frame = ops.arange(0, count, like=input_ids, dtype="int64")
            decoded, _, spectrogram = self.spoken(
                frame, durations, hidden, pitch, energy, None, **requests
            )
            loss = None
        return FastSpeech2ConformerModelOutput(
            loss=loss,
            spectrogram=spectrogram,
            encoder_last_hidden_state=text.last_hidden_state,
            encoder_hidden_states=text.hidden_states,
            encoder_attentions=text.attentions,
            decoder_hidden_states=decoded.hidden_states,
            decoder_attentions=decoded.attentions,
            duration_outputs=found,
            pitch_outputs=pitch,
            energy_outputs=energy,
        )

    @stage
    def predicted(
        self,
        input_ids,
        attention_mask,
        speaker_ids,
        lang_ids,
        speaker_embedding,
        *,
        output_attentions: bool,
        output_hidden_states: bool,
    ):
        """What the encoder makes of phonemes, with what is known of the speaker [b t d]; and the
        predicted logarithms of durations [b t], pitches and energies [b t 1]."""
        spoken = ops.cast(attention_mask, "bool")
        text = self.encoder(
            input_ids,
            spoken,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        hidden = text.last_hidden_state
        if self.multispeaker and speaker_ids is not None:
            hidden = hidden + self.speaker_id_embedding(ops.reshape(speaker_ids, (-1, 1)))
        if self.multilingual and lang_ids is not None:
            hidden = hidden + self.language_id_embedding(ops.reshape(lang_ids, (-1, 1)))
        if self.config.speaker_embed_dim and speaker_embedding is not None:
            length = ops.sqrt(ops.sum(speaker_embedding**2, 1, keepdim=True))
            speaker = ops.unsqueeze(speaker_embedding / ops.clamp(length, min=1e-12), 1)
            speaker = ops.expand(speaker, (*ops.shape(hidden)[:2], ops.shape(speaker)[2]))
            hidden = self.projection(ops.cat([hidden, speaker], -1))
        counted, config = ops.unsqueeze(spoken, -1), self.config
        apart = ops.detach(hidden) if config.stop_gradient_from_pitch_predictor else hidden
        pitch = ops.where(counted, self.pitch_predictor(apart), 0.0)
        apart = ops.detach(hidden) if config.stop_gradient_from_energy_predictor else hidden
        energy = ops.where(counted, self.energy_predictor(apart), 0.0)
        log_durations = ops.where(counted, self.duration_predictor(hidden), 0.0)[..., 0]
        return text, hidden, log_durations, pitch, energy

    @stage
    def timed(self, log_durations, attention_mask):
        """The predicted durations [b t], those at the config's speed, and how many frames the
        longest text has."""
        durations = ops.clamp(ops.round(ops.exp(log_durations) - 1.0), min=0.0)
        durations = ops.where(ops.cast(attention_mask, "bool"), durations, 0.0)
        speed = self.config.speaking_speed
        scaled = durations if speed == 1 else ops.round(durations * speed)
        scaled = lasting(ops.cast(scaled, "int64"))
        found = scaled if speed == 1 else ops.cast(durations, "int64")
        return found, scaled, ops.amax(ops.sum(scaled, 1), 0)

    @stage
    def spoken(
        self,
        frame,
        durations,
        hidden,
        pitch,
        energy,
        attended,
        *,
        output_attentions: bool,
        output_hidden_states: bool,
    ):
        """What the decoder makes of the frames [u], the draft of their spectrogram and the
        spectrogram itself, [b u m]."""
        hidden = hidden + self.energy_embed(energy) + self.pitch_embed(pitch)
        # Each frame is of the phoneme whose time it is: [b u t].
        end = ops.unsqueeze(ops.cumsum(durations, 1), 1)
        frame = ops.unsqueeze(ops.unsqueeze(frame, 0), 2)
        turn = (frame < end) & (frame >= end - ops.unsqueeze(durations, 1))
        hidden = ops.matmul(ops.cast(turn, ops.dtype(hidden)), hidden)
        decoded = self.decoder(
            hidden,
            attended,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return decoded, *self.speech_decoder_postnet(decoded.last_hidden_state)

    def mean(self, error, counted):
        """The mean of an error [b n c] over what counts [b n]: all alike, or all texts alike."""
        config, (batch, _, channels) = self.config, ops.shape(error)
        if not (config.use_masking or config.use_weighted_masking):
            return ops.mean(error, (0, 1, 2))
        error = ops.where(ops.unsqueeze(counted, -1), error, 0.0)
        counted = ops.cast(counted, ops.dtype(error))
        if config.use_masking:
            return ops.sum(error, (0, 1, 2)) / (ops.sum(counted, (0, 1)) * channels)
        each = ops.sum(error, (1, 2)) / ops.sum(counted, 1)
        return ops.sum(each, 0) / (batch * channels)


LABELS = ("spectrogram_labels", "duration_labels", "pitch_labels", "energy_labels")


def lasting(durations):
    """Durations [b t]; 1 for every phoneme where all of them are 0, so that there is a frame."""
    return ops.where(ops.sum(durations, (0, 1)) == 0, durations + 1, durations)


HEADS: dict[str, Any] = {
    "base": FastSpeech2ConformerModel,
    "text-to-spectrogram": FastSpeech2ConformerModel,
}
