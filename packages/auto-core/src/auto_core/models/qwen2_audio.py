"""Qwen2-Audio: Chu et al., 2024, arXiv:2407.10759.

Whisper's encoder, whose positions are averaged in pairs, projected to vectors of a language model
and put at the tokens of recordings.

b batch, t tokens, n recordings, m mel bins, f frames, k positions of the encoder (f / 2), p vectors
of a recording (k / 2), d hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.qwen2_audio import Qwen2AudioConfig
from auto_core.configs.qwen2_audio_encoder import Qwen2AudioEncoderConfig, WindowEncoderConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutput,
    Qwen2AudioCausalLMOutputWithPast,
    Qwen2AudioModelOutputWithPast,
)
from auto_core.pretrained.static import concrete
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, parts
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks, check_width, running_index, token_mask
from ..blocks.losses import IGNORED, next_token_loss
from .whisper import WindowEncoder


def positions_of(frames):
    """How many positions of the encoder so many frames take."""
    return (frames - 1) // 2 + 1


def vectors_of(frames):
    """How many vectors so many frames become."""
    return (positions_of(frames) - 2) // 2 + 1


class Qwen2AudioEncoder(WindowEncoder, nn.PreTrainedModel):
    """The encoder of log-mel spectrograms.

    Args of `forward`:
        input_features: [n m f], of one window each.
        attention_mask: [n k], or [n 1 k k]: 1 for positions and 0 for padding.

    Returns:
        BaseModelOutput: last_hidden_state [n p d], and on request hidden_states and attentions.
    """

    config_class: Any = Qwen2AudioEncoderConfig
    base_model_prefix = "audio_tower"
    main_input_name = "input_features"

    def __init__(self, config: WindowEncoderConfig):
        super().__init__(config)
        self.add_layers(config)

    def get_input_embeddings(self):
        return None  # it reads sound

    def pooled(self, hidden):  # [n k d] -> [n p d]
        return ops.avg_pool1d(hidden, 2, stride=2, padding=0, count_include_pad=True)

    def forward(
        self,
        input_features=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        mask = attention_masks.boolean_mask(attention_mask)
        hidden = self.run_window(input_features, recorder, mask)
        hidden = self.layer_norm(self.pooled(hidden))
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class Qwen2AudioMultiModalProjector(nn.Module):
    def __init__(self, config: Qwen2AudioConfig):
        super().__init__()
        self.linear = nn.Linear(config.audio_config.d_model, config.text_config.hidden_size)

    def forward(self, vectors):
        return self.linear(vectors)


class AudioAndDecoder:
    """An encoder of sound, a projector and a language model; mixed in before a family's base."""

    config: Any
    projector_class: Any

    def __init__(self, config: Any):
        super().__init__(config)  # type: ignore[call-arg]
        self.audio_tower = parts.build(config.audio_config)
        self.multi_modal_projector = self.projector_class(config)
        self.language_model = parts.build(config.text_config)

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    def embed(self, input_ids, inputs_embeds):
        """[b t d], and which tokens [b t] are of recordings."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embed = self.language_model.embed
        embeddings = embed(input_ids) if inputs_embeds is None else inputs_embeds
        return embeddings, token_mask(input_ids, embeddings, self.config.audio_token_id, embed)


def with_recordings(embeddings, chosen, vectors, counts):
    """Embeddings [b t d] whose chosen tokens (boolean [b t]) are the vectors [n p d] in order, of
    each recording the first `counts` [n]."""
    check_width(vectors, embeddings)
    recordings, most, size = ops.shape(vectors)
    ends = ops.cumsum(ops.cast(counts, "int64"), 0)
    index = running_index(ops.cast(chosen, "int64"), recordings * most)
    passed = ops.cast(ops.unsqueeze(index, 2) >= ends, "int64")  # [b t n]
    recording = ops.clamp(ops.sum(passed, 2), max=recordings - 1)
    begin = ops.take(ends - counts, recording, 0)
    flat = ops.reshape(vectors, (recordings * most, size))
    index = ops.clamp(recording * most + index - begin, min=0, max=recordings * most - 1)
    own = ops.cast(ops.take(flat, index, 0), ops.dtype(embeddings))
    return ops.where(ops.unsqueeze(chosen, 2), own, embeddings)


class Qwen2AudioPreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all Qwen2-Audio models share."""

    config_class = Qwen2AudioConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    prefill_inputs = ("input_features", "feature_attention_mask")
    projector_class: Any = Qwen2AudioMultiModalProjector
    renames = (  # as published
        (r"^language_model\.lm_head\.", "lm_head."),
        (r"^language_model\.model\.", "model.language_model."),
        (r"^language_model\.", "model.language_model."),
        (r"^audio_tower\.", "model.audio_tower."),
        (r"^multi_modal_projector\.", "model.multi_modal_projector."),
    )

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        mask = inputs.get("feature_attention_mask")
        values = None if mask is None else concrete(mask)
        if inputs.get("input_features") is None or values is None:
            return {}
        count = int(vectors_of(values.sum(-1)).sum())
        return {"input_features": (self.config.audio_token_id, count)}


class Qwen2AudioModel(AudioAndDecoder, Qwen2AudioPreTrainedModel):
    """Qwen2-Audio without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each vector of a recording, or inputs_embeds [b t d].
        input_features: [n m f], log-mel spectrograms of all recordings, one window each, with
            feature_attention_mask [n f], 1 for frames and 0 for padding.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        Qwen2AudioModelOutputWithPast: last_hidden_state [b t d], the cache, the attention_mask,
        and on request hidden_states and attentions.
    """

    def forward(
        self,
        input_ids=None,
        input_features=None,
        attention_mask=None,
        feature_attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        embeddings, chosen = self.embed(input_ids, inputs_embeds)
        if input_features is not None:
            if feature_attention_mask is None:
                raise InputError("input_features came without feature_attention_mask.")
            frames = ops.sum(ops.cast(ops.cast(feature_attention_mask, "bool"), "int64"), 1)  # [n]
            positions = (ops.shape(input_features)[2] - 2) // 2 + 1
            index = ops.arange(0, positions, like=frames, dtype="int64")
            mask = ops.unsqueeze(index, 0) < ops.unsqueeze(positions_of(frames), 1)
            sound = self.audio_tower(input_features, attention_mask=mask, return_dict=True)
            vectors = self.multi_modal_projector(sound.last_hidden_state)
            embeddings = with_recordings(embeddings, chosen, vectors, vectors_of(frames))
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
        return Qwen2AudioModelOutputWithPast.of(output, attention_mask=attention_mask)


class Qwen2AudioForConditionalGeneration(CausalLM, Qwen2AudioPreTrainedModel):
    """The next token of texts with recordings: labels [b t] are the input_ids themselves, -100
    where they do not count; padding does not."""

    base_class = Qwen2AudioModel
    output_class = Qwen2AudioCausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}

    def forward(self, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.logits(output.last_hidden_state)
        loss = None
        if labels is not None:
            mask = inputs.get("attention_mask")
            counted = labels if mask is None else ops.where(ops.cast(mask, "bool"), labels, IGNORED)
            loss = next_token_loss(logits, counted)
        return self.output_class.of(output, loss=loss, logits=logits)


HEADS = {
    "base": Qwen2AudioModel,
    "pretraining": Qwen2AudioForConditionalGeneration,
    "seq2seq-lm": Qwen2AudioForConditionalGeneration,
    "multimodal-lm": Qwen2AudioForConditionalGeneration,
}
