"""VibeVoice: Peng et al., 2025, arXiv:2508.19205.

Speech of long scripts by next-token diffusion (Sun et al., 2024, arXiv:2412.08635). Where the
language model predicts the token of sound, a diffusion head makes a latent of the hidden state;
what is read next is the sum of two projections, of the latent and of what an encoder reads in its
sound. Recordings of voices, in the prompt, are read as latents alone.

b batch, t tokens, n recordings, s samples, c channels, p latents of a recording, l size of a
latent, d hidden, f size of the times' sinusoids, k latents of all recordings, r times that each
is learnt from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.configs.vibevoice import VibeVoiceConfig, VibeVoiceDiffusionHeadConfig
from auto_core.decoding.noise_scheduler import DPMSolverMultistepScheduler
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    VibeVoiceBaseModelOutputWithPast,
    VibeVoiceCausalLMOutputWithPast,
)
from auto_core.pretrained.static import concrete

from .. import nn, ops
from ..blocks import parts
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.image_tokens import ImageTokenChecks, token_mask, with_vectors
from ..blocks.logits import wanted
from ..blocks.losses import next_token_loss
from .audioflamingo3 import all_real, first
from .qwen2_audio import with_recordings
from .vibevoice_acoustic_tokenizer import (
    VibeVoiceAcousticTokenizerEncoderModel,
    VibeVoiceAcousticTokenizerModel,
    latents_of,
    tokens_for,
)

EPS = 1e-6
# What noise is added by in training, and taken away by unless the generation config says else.
NOISE: dict[str, Any] = {"beta_schedule": "squaredcos_cap_v2", "prediction_type": "v_prediction"}


class VibeVoiceDiffusionHeadMLP(nn.Module):
    def __init__(self, config: VibeVoiceDiffusionHeadConfig):
        super().__init__()
        self.activation = activation(config.hidden_act)
        self.fc1 = nn.Linear(config.frequency_embedding_size, config.hidden_size, bias=False)
        self.fc2 = nn.Linear(config.hidden_size, config.hidden_size, bias=False)

    def forward(self, hidden):  # [k f] -> [k d]
        return self.fc2(self.activation(self.fc1(hidden)))


class VibeVoiceMLP(nn.Module):
    def __init__(self, config: VibeVoiceDiffusionHeadConfig):
        super().__init__()
        sizes, bias = (config.hidden_size, config.intermediate_size), config.mlp_bias
        self.gate_proj = nn.Linear(*sizes, bias=bias)
        self.up_proj = nn.Linear(*sizes, bias=bias)
        self.down_proj = nn.Linear(*reversed(sizes), bias=bias)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [k d] -> [k d]
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class VibeVoiceDiffusionHeadAdaLayerNorm(nn.Module):
    """A layer whose norm is shifted and scaled, and whose output is scaled, by the condition."""

    def __init__(self, config: VibeVoiceDiffusionHeadConfig):
        super().__init__()
        self.size = config.hidden_size
        self.ffn = VibeVoiceMLP(config)
        self.norm = nn.RMSNorm(self.size, eps=config.rms_norm_eps)
        self.activation = activation(config.hidden_act)
        self.linear = nn.Linear(self.size, 3 * self.size, bias=False)

    def forward(self, hidden, condition):  # [k d], [k d] -> [k d]
        modulation = self.linear(self.activation(condition))
        shift, scale, gate = ops.split(modulation, [self.size] * 3, -1)
        return hidden + gate * self.ffn(self.norm(hidden) * (1 + scale) + shift)


class VibeVoiceDiffusionHeadFinalLayer(nn.Module):
    def __init__(self, config: VibeVoiceDiffusionHeadConfig):
        super().__init__()
        self.size, self.eps = config.hidden_size, config.rms_norm_eps
        self.linear_1 = nn.Linear(self.size, 2 * self.size, bias=False)
        self.activation = activation(config.hidden_act)
        self.linear_2 = nn.Linear(self.size, config.latent_size, bias=False)

    def forward(self, hidden, condition):  # [k d], [k d] -> [k l]
        modulation = self.linear_1(self.activation(condition))
        shift, scale = ops.split(modulation, [self.size] * 2, -1)
        square = ops.mean(ops.cast(hidden, "float32") ** 2, -1, keepdim=True)
        normed = hidden * ops.cast(ops.rsqrt(square + self.eps), ops.dtype(hidden))
        return self.linear_2(normed * (1 + scale) + shift)


class VibeVoiceDiffusionHead(nn.Module):
    """What is to be taken from noisy latents [k l] at their times [k], by conditions [k d]."""

    def __init__(self, config: VibeVoiceDiffusionHeadConfig):
        super().__init__()
        self.half = config.frequency_embedding_size // 2
        self.decay = math.log(config.diffusion_max_period) / self.half
        self.noisy_images_proj = nn.Linear(config.latent_size, config.hidden_size, bias=False)
        self.cond_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=False)
        self.timestep_proj = VibeVoiceDiffusionHeadMLP(config)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(VibeVoiceDiffusionHeadAdaLayerNorm(config) for _ in layers)
        self.final_layer = VibeVoiceDiffusionHeadFinalLayer(config)

    def forward(self, noisy, timesteps, condition):  # [k l], [k], [k d] -> [k l]
        exponents = ops.arange(0, self.half, like=noisy, dtype="float32") * -self.decay
        angles = ops.unsqueeze(ops.cast(timesteps, "float32"), 1) * ops.exp(exponents)
        times = ops.cast(ops.cat([ops.cos(angles), ops.sin(angles)], 1), ops.dtype(noisy))
        condition = self.cond_proj(condition) + self.timestep_proj(times)
        hidden = self.noisy_images_proj(noisy)
        for layer in self.layers:
            hidden = layer(hidden, condition)
        return self.final_layer(hidden, condition)


class VibeVoiceMultiModalProjector(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.linear_1 = nn.Linear(inputs, outputs)
        self.act = nn.RMSNorm(outputs, eps=EPS)
        self.linear_2 = nn.Linear(outputs, outputs)

    def forward(self, latents):  # [n p l] -> [n p d]
        return self.linear_2(self.act(self.linear_1(latents)))


class VibeVoicePreTrainedModel(ImageTokenChecks, nn.PreTrainedModel):
    """What all VibeVoice models share."""

    config_class: Any = VibeVoiceConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        hop, token = self.config.audio_config.hop_length, self.config.audio_token_id
        return tokens_for(inputs, hop, token)


class VibeVoiceModel(VibeVoicePreTrainedModel):
    """VibeVoice without a head.

    Args of `forward`:
        input_ids: [b t], with a token for each latent of a recording; or inputs_embeds [b t d].
        input_values: [n c s], the waveforms of all recordings, with padding_mask [n s], 1 for
            samples and 0 for padding.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache.
        past_key_values: a KeyValueCache from an earlier call.
        sample: add noise to the recordings' latents, by the framework's seed.

    Returns:
        VibeVoiceBaseModelOutputWithPast: last_hidden_state [b t d], the cache, audio_features
        [k l], the latents of all recordings (without a padding_mask [n*p l]; with one, not in a
        compiled function), and on request hidden_states and attentions.
    """

    def __init__(self, config: VibeVoiceConfig):
        super().__init__(config)
        d = config.text_config.hidden_size
        audio, semantic = config.audio_config, config.semantic_model_config
        self.audio_tower = VibeVoiceAcousticTokenizerModel(audio)
        self.language_model = parts.build(config.text_config)
        self.multi_modal_projector = VibeVoiceMultiModalProjector(audio.hidden_size, d)
        self.semantic_tokenizer_encoder = VibeVoiceAcousticTokenizerEncoderModel(semantic)
        self.semantic_connector = VibeVoiceMultiModalProjector(semantic.hidden_size, d)
        self.diffusion_head = VibeVoiceDiffusionHead(config.diffusion_head_config)
        self.latent_scaling_factor = nn.Parameter((), init=Constant(1.0))
        self.latent_bias_factor = nn.Parameter((), init=Constant(0.0))

    def get_input_embeddings(self):
        return self.language_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.language_model.set_input_embeddings(value)

    def latents(self, input_values, sample: bool):
        """The scaled latents [n p l] of recordings; no gradient reaches the codec."""
        found = ops.detach(self.audio_tower.encode(input_values, sample=sample).latents)
        bias, scale = ops.asarray(self.latent_bias_factor), ops.asarray(self.latent_scaling_factor)
        return (found + bias) * scale

    def counts(self, padding_mask, most):
        """How many latents [n] recordings have, by a mask [n s]."""
        return latents_of(padding_mask, self.config.audio_config.hop_length, most)

    def get_audio_features(self, input_values, padding_mask=None, *, sample: bool = True):
        """The scaled latents of recordings [k l], and the vectors [k d] of them as
        `pooler_output`; without a mask [n p l] and [n p d]."""
        latents = self.latents(input_values, sample)
        vectors = self.multi_modal_projector(latents)
        if padding_mask is not None:
            counts = self.counts(padding_mask, ops.shape(latents)[1])
            latents, vectors = all_real(latents, counts), all_real(vectors, counts)
        return BaseModelOutputWithPooling(last_hidden_state=latents, pooler_output=vectors)

    def spoken(self, latents, chosen, sound_cache, semantic_cache):
        """What some texts (chosen, boolean [b]) say in scaled latents [b 1 l]; others are silent.

        Returns:
            The waveform [b c s], the vectors [b 1 d] that are read next, and the codec's and the
            encoder's padding caches.
        """
        bias, scale = ops.asarray(self.latent_bias_factor), ops.asarray(self.latent_scaling_factor)
        raw = ops.where(ops.reshape(chosen, (-1, 1, 1)), latents / scale - bias, 0.0)
        sound = self.audio_tower.decode(raw, sound_cache, use_cache=True)
        said = self.semantic_tokenizer_encoder(
            sound.audio, semantic_cache, use_cache=True, return_dict=True
        )
        vectors = self.multi_modal_projector(latents) + self.semantic_connector(said.latents)
        return sound.audio, vectors, sound.padding_cache, said.padding_cache

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        past_key_values=None,
        inputs_embeds=None,
        input_values=None,
        padding_mask=None,
        position_ids=None,
        *,
        sample: bool = True,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.read(
            input_ids,
            inputs_embeds,
            input_values,
            padding_mask,
            sample,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )[0]

    def read(
        self,
        input_ids=None,
        inputs_embeds=None,
        input_values=None,
        padding_mask=None,
        sample: bool = True,
        **inputs: Any,
    ):
        """The output, the latents of recordings [n p l] or None, and how many of them are real
        [n], None for all."""
        given = (input_ids, inputs_embeds, input_values, padding_mask, sample)
        embeddings, latents, counts = self.embedded(*given)
        output = self.language_model(inputs_embeds=embeddings, **inputs, return_dict=True)
        features = None if latents is None else features_of(latents, counts)
        found = VibeVoiceBaseModelOutputWithPast.of(output, audio_features=features)
        return found, latents, counts

    def embedded(self, input_ids, inputs_embeds, input_values, padding_mask, sample: bool):
        """Embeddings [b t d] of tokens and recordings, and the last two of `read`."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embed = self.language_model.embed
        embeddings = embed(input_ids) if inputs_embeds is None else inputs_embeds
        if input_values is None:
            return embeddings, None, None
        if input_ids is None:
            raise InputError("input_values need input_ids: pass no inputs_embeds.")
        latents = self.latents(input_values, sample)
        vectors = self.multi_modal_projector(latents)
        chosen = token_mask(input_ids, embeddings, self.config.audio_token_id, embed)
        count, most, size = ops.shape(vectors)
        if padding_mask is None:
            rows = ops.reshape(vectors, (count * most, size))
            return with_vectors(embeddings, chosen, rows), latents, None
        counts = self.counts(padding_mask, most)
        return with_recordings(embeddings, chosen, vectors, counts), latents, counts


def features_of(latents, counts):
    """The latents [k l] of all recordings, of [n p l]."""
    if counts is not None:
        return all_real(latents, counts)
    count, most, size = ops.shape(latents)
    return ops.reshape(latents, (count * most, size))


def real_first(latents, counts, most):
    """Rows [most l] of latents [n p l], the real ones first, in order."""
    count, longest, size = ops.shape(latents)
    rows = ops.reshape(latents, (count * longest, size))
    index = ops.arange(0, most, like=latents, dtype="int64")
    index = ops.clamp(index, max=count * longest - 1)
    if counts is not None:
        real = ops.reshape(first(counts, longest), (count * longest,))
        order = ops.argsort(ops.cast(real, "int64"), 0, descending=True)
        index = ops.take(order, index, 0)
    return ops.take(rows, index, 0)


class VibeVoiceForConditionalGeneration(CausalLM, VibeVoicePreTrainedModel):
    """The next token, and the sound of the tokens of sound; `generate` returns waveforms.

    Args of `forward`:
        labels: [b t], the input_ids themselves, -100 where they do not count.
        acoustic_loss_mask: [b t], True at as many tokens as the recordings have latents: what the
            diffusion head learns to make of their hidden states. Needs labels.
        diffusion_noise: [k*r l], by default sampled by the framework's seed.
        diffusion_timesteps: [k*r] integers, when it is added, by default sampled evenly.
        noise_scheduler: how much is added, with NumPy's alpha_t and sigma_t [timesteps]; by
            default that of a cosine.
        ddpm_batch_multiplier: r.
        num_diffusion_steps: timesteps are sampled below it.
    """

    base_class = VibeVoiceModel
    output_class = VibeVoiceCausalLMOutputWithPast
    tied_weights = {"lm_head.weight": "model.language_model.embed_tokens.weight"}
    generation_loop = "latents"
    model: Any

    def add_head(self, config: VibeVoiceConfig) -> None:
        super().add_head(config)
        self.random = nn.Random()

    def get_audio_features(self, input_values, padding_mask=None, **options: Any):
        """See the base model."""
        return self.model.get_audio_features(input_values, padding_mask, **options)

    def forward(
        self,
        labels=None,
        acoustic_loss_mask=None,
        diffusion_noise=None,
        diffusion_timesteps=None,
        *,
        noise_scheduler: Any = None,
        ddpm_batch_multiplier: int = 4,
        num_diffusion_steps: int = 10,
        num_items_in_batch=None,
        logits_to_keep: Any = 0,
        **inputs: Any,
    ):
        """`logits_to_keep`: how many of the last tokens get logits (0: all), or their positions."""
        weight, latents, counts = self.config.diffusion_loss_weight, None, None
        if acoustic_loss_mask is not None and weight > 0:
            output, latents, counts = self.model.read(**inputs)
        else:
            output = self.encode(**inputs)
        hidden = output.last_hidden_state
        logits = self.logits(wanted(hidden, logits_to_keep))
        loss = None if labels is None else next_token_loss(logits, labels, num_items_in_batch)
        if latents is not None:
            if loss is None:
                raise InputError("acoustic_loss_mask needs labels: the two losses are added.")
            rows = learnt_rows(hidden, acoustic_loss_mask, latents, counts)
            given = diffusion_noise, diffusion_timesteps
            options = noise_scheduler, ddpm_batch_multiplier, num_diffusion_steps
            diffusion_loss = self.diffusion_loss(*rows, *given, *options)
            loss = loss * (1 - weight) + ops.cast(diffusion_loss, ops.dtype(loss)) * weight
        return self.output_class.of(output, loss=loss, logits=logits)

    def diffusion_loss(
        self, condition, latents, counted, noise, timesteps, scheduler, repeats: int, steps: int
    ):
        """How far velocities (Salimans & Ho, 2022, arXiv:2202.00512) of noisy latents [k l] are
        from what the head predicts by conditions [k d], of rows that are counted [k]."""
        scheduler = scheduler or DPMSolverMultistepScheduler(**NOISE)
        if repeats < 1:
            raise InputError(f"ddpm_batch_multiplier is {repeats}, expected 1 or more.")
        if not 1 <= steps <= len(scheduler.alpha_t):
            raise InputError(
                f"num_diffusion_steps is {steps}, expected 1 to {len(scheduler.alpha_t)}."
            )
        count, size = ops.shape(latents)
        row = ops.arange(0, count * repeats, like=latents, dtype="int64")
        if noise is None:
            noise = self.random.normal((count * repeats, size), like=latents)
        if timesteps is None:
            even = self.random.uniform((count * repeats,), like=latents, dtype="float32")
            timesteps = ops.cast(even * steps, "int64")
        # Of compiled functions, where there are more rows than are counted.
        noise, timesteps = (
            ops.take(x, ops.clamp(row, max=ops.shape(x)[0] - 1), 0) for x in (noise, timesteps)
        )
        row = row // repeats
        condition, latents, counted = (ops.take(x, row, 0) for x in (condition, latents, counted))
        dtype = ops.dtype(latents)
        alpha, sigma = (
            ops.unsqueeze(ops.cast(ops.take(table_of(x, latents), timesteps, 0), dtype), 1)
            for x in (scheduler.alpha_t, scheduler.sigma_t)
        )
        noise = ops.cast(noise, dtype)
        noisy, wanted_velocity = latents * alpha + noise * sigma, noise * alpha - latents * sigma
        found = self.model.diffusion_head(noisy, ops.cast(timesteps, dtype), condition)
        error = ops.cast(found, "float32") - ops.cast(wanted_velocity, "float32")
        weights = ops.cast(counted, "float32")
        total = ops.clamp(ops.sum(weights, 0), min=1.0)
        return ops.sum(ops.mean(error**2, 1) * weights, 0) / total


def table_of(values: Any, like):
    """A scheduler's numbers [timesteps] of all times."""
    return ops.asarray(np.asarray(values, np.float32), like=like)


def learnt_rows(hidden, chosen, latents, counts):
    """What the chosen tokens (boolean [b t]) are to be made into: their hidden states [k d], the
    latents [k l] in order, and ones [k]; in compiled functions, which cannot tell how many they
    are, all tokens, those first, with zeros for the others.

    Raises:
        InputError: there are not as many of them as latents.
    """
    batch, tokens, size = ops.shape(hidden)
    counted = ops.reshape(ops.cast(ops.cast(chosen, "bool"), "int64"), (batch * tokens,))
    order, known = ops.argsort(counted, 0, descending=True), concrete(counted)
    if known is not None:
        found, real = int(known.sum()), None if counts is None else concrete(counts)
        most = ops.shape(latents)[0] * ops.shape(latents)[1]
        expected = most if counts is None else found if real is None else int(real.sum())
        if found != expected:
            raise InputError(
                f"acoustic_loss_mask has {found} tokens, and the recordings {expected} latents."
            )
        order = order[: max(found, 1)]
    rows = ops.take(ops.reshape(hidden, (batch * tokens, size)), order, 0)
    return rows, real_first(latents, counts, ops.shape(order)[0]), ops.take(counted, order, 0)


HEADS: dict[str, Any] = {
    "base": VibeVoiceForConditionalGeneration,
    "speech-seq2seq": VibeVoiceForConditionalGeneration,
    "text-to-waveform": VibeVoiceForConditionalGeneration,
}
