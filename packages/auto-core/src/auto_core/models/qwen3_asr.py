"""Qwen3-ASR: Qwen Team, 2026, github.com/QwenLM/Qwen3-ASR.

Qwen3-Omni's encoder of sound, convolutions within windows of a second and attention within windows
of eight of them, before a projector and Qwen3. One head writes transcripts; another classifies
tokens, and finds when the words of a text are spoken.

b batch, t tokens, a recordings, m mel bins, f frames, p vectors of a recording, n those of all
recordings, d hidden, e of the language model.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.qwen3_asr import Qwen3ASRConfig
from auto_core.configs.qwen3_asr_encoder import Qwen3ASREncoderConfig
from auto_core.configs.qwen3_omni_moe_thinker import vectors_of
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.decoder_heads import TokenClassification
from . import audioflamingo3
from .audioflamingo3 import first, frames_of
from .qwen3_omni_moe_thinker import Qwen3OmniMoeAudioEncoder


class Qwen3ASREncoder(Qwen3OmniMoeAudioEncoder):
    """The encoder of log-mel spectrograms; its convolutions read padding as it is given.

    Args of `forward`:
        input_features: [a m f].
        input_features_mask: [a f], 1 for frames and 0 for padding behind them.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [n d], the vectors of all recordings one
        after the other, and on request hidden_states. How many there are follows from values,
        which a compiled function does not know: there, `read` gives those of each recording.
    """

    config_class = Qwen3ASREncoderConfig
    reads_padding = True

    def add_projection(self, config: Qwen3ASREncoderConfig) -> None:
        """The projector is the whole model's."""

    def projected(self, hidden):
        return hidden

    def read(self, input_features, input_features_mask, recorder=None):
        """The vectors [a p d] of each recording, and behind them those of padding."""
        real = first(frames_of(input_features_mask), ops.shape(input_features)[2])
        return self.encode(input_features, ops.cast(real, "int64"), recorder)

    def forward(
        self, input_features=None, input_features_mask=None, *, output_hidden_states: bool = False
    ):
        recorder = Recorder(hidden_states=output_hidden_states, cache=False)
        hidden = self.read(input_features, input_features_mask, recorder)
        counts = self.vectors_of(frames_of(input_features_mask))
        there = first(counts, ops.shape(hidden)[1])

        def packed(hidden):  # [w c d] -> [n d]
            return ops.boolean_mask(ops.reshape(hidden, (*ops.shape(there), self.size)), there)

        states = recorder.hidden_states
        return BaseModelOutputWithPooling(
            last_hidden_state=packed(hidden),
            hidden_states=None if states is None else tuple(packed(state) for state in states),
        )


class Qwen3ASRMultiModalProjector(nn.Module):
    def __init__(self, config: Qwen3ASRConfig):
        super().__init__()
        audio = config.audio_config
        self.linear_1 = nn.Linear(audio.d_model, audio.d_model)
        self.linear_2 = nn.Linear(audio.d_model, audio.output_dim)
        self.activation = activation(audio.activation_function)

    def forward(self, hidden):  # [a p d] -> [a p e]
        return self.linear_2(self.activation(self.linear_1(hidden)))


class Qwen3ASRPreTrainedModel(audioflamingo3.AudioFlamingo3PreTrainedModel):
    """What all Qwen3-ASR models share."""

    config_class = Qwen3ASRConfig
    projector_class = Qwen3ASRMultiModalProjector
    renames = ()

    def counted(self, frames):
        return vectors_of(frames, 2 * self.config.audio_config.n_window)


class Qwen3ASRModel(audioflamingo3.AudioFlamingo3Model, Qwen3ASRPreTrainedModel):
    """Qwen3-ASR without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a recording, or inputs_embeds [b t e].
        input_features: [a m f], log-mel spectrograms of all recordings, with
            input_features_mask [a f], 1 for frames and 0 for padding behind them.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        VoxtralModelOutputWithPast: last_hidden_state [b t e], the cache, audio_hidden_states
        [n e] (not in a compiled function), and on request hidden_states and attentions.
    """

    def sound(self, input_features, input_features_mask):
        """The hidden states [a p d] and the vectors [a p e] of each recording."""
        hidden = self.audio_tower.read(input_features, input_features_mask)
        return hidden, self.multi_modal_projector(hidden)

    def get_audio_features(self, input_features, input_features_mask, **requests: Any):
        """The encoder's output, with the vectors [n e] of all recordings as `pooler_output`; not
        in a compiled function."""
        output = self.audio_tower(input_features, input_features_mask, **requests, return_dict=True)
        vectors = self.multi_modal_projector(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)


class Qwen3ASRForConditionalGeneration(
    audioflamingo3.AudioFlamingo3ForConditionalGeneration, Qwen3ASRPreTrainedModel
):
    """The next token of texts with recordings; see `CausalLM`."""

    base_class = Qwen3ASRModel
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}


class Qwen3ASRForTokenClassification(TokenClassification, Qwen3ASRPreTrainedModel):
    """A class per token of texts with recordings, e.g. the time of a timestamp's token."""

    base_class = Qwen3ASRModel


HEADS: dict[str, Any] = {
    "base": Qwen3ASRModel,
    "pretraining": Qwen3ASRForConditionalGeneration,
    "seq2seq-lm": Qwen3ASRForConditionalGeneration,
    "speech-seq2seq": Qwen3ASRForConditionalGeneration,
    "multimodal-lm": Qwen3ASRForConditionalGeneration,
    "token-classification": Qwen3ASRForTokenClassification,
}
