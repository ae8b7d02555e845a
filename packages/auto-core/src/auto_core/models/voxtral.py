"""Voxtral: Liu et al., 2025, arXiv:2507.13264.

Whisper's encoder, four of whose positions become one vector of a language model; a recording is as
many windows as it needs, silence included.

b batch, t tokens, n windows of all recordings, m mel bins, f frames, k positions of the encoder,
p vectors of all windows, i inputs of the projector (of four positions), d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.voxtral import VoxtralConfig
from auto_core.configs.voxtral_encoder import VoxtralEncoderConfig
from auto_core.outputs import BaseModelOutputWithPooling, VoxtralModelOutputWithPast

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks, with_vectors
from . import qwen2_audio


class VoxtralEncoder(qwen2_audio.Qwen2AudioEncoder):
    """The encoder of log-mel spectrograms.

    Args of `forward`:
        input_features: [n m f], of one window each.
        attention_mask: [n k], or [n 1 k k]: 1 for positions and 0 for padding.

    Returns:
        BaseModelOutput: last_hidden_state [n k d], and on request hidden_states and attentions.
    """

    config_class = VoxtralEncoderConfig

    def pooled(self, hidden):
        return hidden


class VoxtralMultiModalProjector(nn.Module):
    def __init__(self, config: VoxtralConfig):
        super().__init__()
        d = config.text_config.hidden_size
        self.inputs = config.audio_config.intermediate_size
        self.linear_1 = nn.Linear(self.inputs, d, bias=False)
        self.linear_2 = nn.Linear(d, d, bias=False)
        self.activation = activation(config.projector_hidden_act)

    def forward(self, hidden):  # [n k e] -> [p d]
        rows = ops.reshape(hidden, (-1, self.inputs))
        return self.linear_2(self.activation(self.linear_1(rows)))


class VoxtralPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Voxtral models share."""

    config_class = VoxtralConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    prefill_inputs = ("input_features",)
    projector_class: Any = VoxtralMultiModalProjector
    renames = qwen2_audio.Qwen2AudioPreTrainedModel.renames

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        features, config = inputs.get("input_features"), self.config.audio_config
        count = None if features is None else getattr(features, "shape", (None,))[0]
        if not isinstance(count, int):
            return {}
        each = config.max_source_positions * config.hidden_size // config.intermediate_size
        return {"input_features": (self.config.audio_token_id, count * each)}


class VoxtralModel(qwen2_audio.AudioAndDecoder, VoxtralPreTrainedModel):
    """Voxtral without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a recording, or inputs_embeds [b t d].
        input_features: [n m f], log-mel spectrograms of the windows of all recordings.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        VoxtralModelOutputWithPast: last_hidden_state [b t d], the cache, audio_hidden_states
        [p d], and on request hidden_states and attentions.
    """

    def get_audio_features(
        self,
        input_features,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The encoder's output, with the vectors [p d] of all windows as `pooler_output`."""
        output = self.audio_tower(
            input_features,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.multi_modal_projector(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def forward(
        self,
        input_ids=None,
        input_features=None,
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
        vectors = None
        if input_features is not None:
            sound = self.audio_tower(input_features, return_dict=True)
            vectors = self.multi_modal_projector(sound.last_hidden_state)
            embeddings = with_vectors(embeddings, chosen, vectors)
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
        return VoxtralModelOutputWithPast.of(output, audio_hidden_states=vectors)


class VoxtralForConditionalGeneration(CausalLM, VoxtralPreTrainedModel):
    """The next token of texts with recordings; see `CausalLM`."""

    base_class = VoxtralModel
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}

    def get_audio_features(self, input_features, **options: Any):
        """See the base model."""
        return self.model.get_audio_features(input_features, **options)


HEADS = {
    "base": VoxtralModel,
    "pretraining": VoxtralForConditionalGeneration,
    "seq2seq-lm": VoxtralForConditionalGeneration,
    "speech-seq2seq": VoxtralForConditionalGeneration,
    "multimodal-lm": VoxtralForConditionalGeneration,
}
