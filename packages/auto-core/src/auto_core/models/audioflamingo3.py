"""Audio Flamingo 3: Goel et al., 2025, arXiv:2507.08128.

Whisper's encoder of windows, whose positions are averaged in pairs, projected to vectors of a
language model and put at the tokens of recordings; padding has no vectors.

b batch, t tokens, n windows of all recordings, m mel bins, f frames, k positions of the encoder
(f / 2), p vectors of a window (k / 2), d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.audioflamingo3 import AudioFlamingo3Config
from auto_core.configs.audioflamingo3_encoder import AudioFlamingo3EncoderConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    AudioFlamingo3CausalLMOutputWithPast,
    BaseModelOutputWithPooling,
    VoxtralModelOutputWithPast,
)
from auto_core.pretrained.static import concrete
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks
from .qwen2_audio import (
    AudioAndDecoder,
    Qwen2AudioEncoder,
    Qwen2AudioPreTrainedModel,
    positions_of,
    vectors_of,
    with_recordings,
)


def frames_of(input_features_mask):
    """How many frames [n] are no padding."""
    if input_features_mask is None:
        raise InputError("input_features came without input_features_mask.")
    return ops.sum(ops.cast(ops.cast(input_features_mask, "bool"), "int64"), 1)


def first(counts, most):
    """[n most], True for the first `counts` [n]."""
    index = ops.arange(0, most, like=counts, dtype="int64")
    return ops.unsqueeze(index, 0) < ops.unsqueeze(counts, 1)


def all_real(vectors, counts):
    """The first vectors [p d] of each window [n p d]; None in a compiled function, which does not
    know how many there are."""
    mask = first(counts, ops.shape(vectors)[1])
    return None if concrete(mask) is None else ops.boolean_mask(vectors, mask)


class AudioFlamingo3Encoder(Qwen2AudioEncoder):
    """The encoder of log-mel spectrograms.

    Args of `forward`:
        input_features: [n m f], of one window each.
        input_features_mask: [n f], 1 for frames and 0 for padding.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [n p d], and on request hidden_states and
        attentions.
    """

    config_class = AudioFlamingo3EncoderConfig

    def forward(
        self,
        input_features=None,
        input_features_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        count = positions_of(frames_of(input_features_mask))
        mask = first(count, positions_of(ops.shape(input_features)[2]))
        mask = ops.unsqueeze(ops.unsqueeze(mask, 1), 1)
        hidden = self.run_window(input_features, recorder, mask)
        hidden = self.layer_norm(self.pooled(hidden))
        recorder.add_hidden_state(hidden)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class AudioFlamingo3MultiModalProjector(nn.Module):
    def __init__(self, config: AudioFlamingo3Config):
        super().__init__()
        d, bias = config.text_config.hidden_size, config.projector_bias
        self.linear_1 = nn.Linear(config.audio_config.hidden_size, d, bias=bias)
        self.linear_2 = nn.Linear(d, d, bias=bias)
        self.activation = activation(config.projector_hidden_act)

    def forward(self, hidden):  # [n p e] -> [n p d]
        return self.linear_2(self.activation(self.linear_1(hidden)))


class AudioFlamingo3PreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Audio Flamingo 3 models share."""

    config_class = AudioFlamingo3Config
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    prefill_inputs = ("input_features", "input_features_mask")
    projector_class: Any = AudioFlamingo3MultiModalProjector
    renames = Qwen2AudioPreTrainedModel.renames

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        mask = inputs.get("input_features_mask")
        values = None if mask is None else concrete(mask)
        if inputs.get("input_features") is None or values is None:
            return {}
        count = int(self.counted((values != 0).sum(-1)).sum())
        return {"input_features": (self.config.audio_token_id, count)}

    def counted(self, frames):
        """How many vectors so many frames have."""
        return vectors_of(frames)


class AudioFlamingo3Model(AudioAndDecoder, AudioFlamingo3PreTrainedModel):
    """Audio Flamingo 3 without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a recording, or inputs_embeds [b t d].
        input_features: [n m f], log-mel spectrograms of the windows of all recordings, with
            input_features_mask [n f], 1 for frames and 0 for padding.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        VoxtralModelOutputWithPast: last_hidden_state [b t d], the cache, audio_hidden_states
        [p d] (not in a compiled function), and on request hidden_states and attentions.
    """

    def sound(self, input_features, input_features_mask, **requests: Any):
        """The encoder's output and the vectors [n p d] of each window."""
        output = self.audio_tower(input_features, input_features_mask, **requests, return_dict=True)
        return output, self.multi_modal_projector(output.last_hidden_state)

    def get_audio_features(self, input_features, input_features_mask, **requests: Any):
        """The encoder's output, with the vectors [p d] of all windows as `pooler_output`."""
        output, vectors = self.sound(input_features, input_features_mask, **requests)
        counts = self.counted(frames_of(input_features_mask))
        return BaseModelOutputWithPooling.of(output, pooler_output=all_real(vectors, counts))

    def forward(
        self,
        input_ids=None,
        input_features=None,
        input_features_mask=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        embeddings, chosen = self.embed(input_ids, inputs_embeds)
        found = None
        if input_features is not None:
            counts = self.counted(frames_of(input_features_mask))
            _, vectors = self.sound(input_features, input_features_mask)
            embeddings = with_recordings(embeddings, chosen, vectors, counts)
            found = all_real(vectors, counts)
        output = self.language_model(
            inputs_embeds=embeddings,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return VoxtralModelOutputWithPast.of(output, audio_hidden_states=found)


class AudioFlamingo3ForConditionalGeneration(CausalLM, AudioFlamingo3PreTrainedModel):
    """The next token of texts with recordings; see `CausalLM`."""

    base_class: Any = AudioFlamingo3Model
    output_class = AudioFlamingo3CausalLMOutputWithPast
    model: Any

    def get_audio_features(self, input_features, input_features_mask, **options: Any):
        """See the base model."""
        return self.model.get_audio_features(input_features, input_features_mask, **options)


HEADS: dict[str, Any] = {
    "base": AudioFlamingo3Model,
    "pretraining": AudioFlamingo3ForConditionalGeneration,
    "seq2seq-lm": AudioFlamingo3ForConditionalGeneration,
}
