"""Outputs of models of speech and sound.

b batch, t frames, d hidden, v vocabulary, u steps, z latent, n sounds, m texts, e joint embedding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs.base import ModelOutput


@dataclass(eq=False)
class UnivNetModelOutput(ModelOutput):
    waveforms: Any = None  # [b samples]
    waveform_lengths: Any = None  # [b], in samples


@dataclass(eq=False)
class FastSpeech2ConformerModelOutput(ModelOutput):
    loss: Any = None
    spectrogram: Any = None  # [b u mel bins]
    encoder_last_hidden_state: Any = None  # [b t d]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    duration_outputs: Any = None  # [b t], in steps; in training their logarithms
    pitch_outputs: Any = None  # [b t 1]
    energy_outputs: Any = None  # [b t 1]


@dataclass(eq=False)
class FastSpeech2ConformerWithHifiGanOutput(FastSpeech2ConformerModelOutput):
    waveform: Any = None  # [b samples]


@dataclass(eq=False)
class VitsModelOutput(ModelOutput):
    waveform: Any = None  # [b samples]
    sequence_lengths: Any = None  # [b], in samples
    spectrogram: Any = None  # [b z u]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class CausalLMOutput(ModelOutput):
    loss: Any = None  # a number, or [b] without reduction
    logits: Any = None  # [b t v]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class Wav2Vec2BaseModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    extract_features: Any = None  # [b t c], of the convolutions
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class Wav2Vec2ForPreTrainingOutput(ModelOutput):
    loss: Any = None
    projected_states: Any = None  # [b t d]
    projected_quantized_states: Any = None  # [b t d]
    codevector_perplexity: Any = None
    hidden_states: Any = None
    attentions: Any = None
    contrastive_loss: Any = None
    diversity_loss: Any = None


@dataclass(eq=False)
class UniSpeechForPreTrainingOutput(ModelOutput):
    loss: Any = None
    projected_states: Any = None  # [b t d]
    projected_quantized_states: Any = None  # [b t d]
    codevector_perplexity: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class XVectorOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b d]
    embeddings: Any = None  # [b d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class Seq2SeqSpectrogramOutput(ModelOutput):
    loss: Any = None
    spectrogram: Any = None  # [b t mels]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class ClapTextModelOutput(ModelOutput):
    text_embeds: Any = None  # [m e]
    last_hidden_state: Any = None  # [m t d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ClapAudioModelOutput(ModelOutput):
    audio_embeds: Any = None  # [n e]
    last_hidden_state: Any = None  # [n d h w]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ClapOutput(ModelOutput):
    loss: Any = None
    logits_per_audio: Any = None  # [n m]
    logits_per_text: Any = None  # [m n]
    text_embeds: Any = None  # [m e]
    audio_embeds: Any = None  # [n e]
    text_model_output: Any = None  # BaseModelOutputWithPooling
    audio_model_output: Any = None  # BaseModelOutputWithPooling


@dataclass(eq=False)
class UniSpeechSatForPreTrainingOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t c], features of the convolutions
    projected_states: Any = None  # [b t d]
    projected_quantized_states: Any = None
    codevector_perplexity: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ParakeetEncoderModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None
    hidden_states: Any = None
    attentions: Any = None
    attention_mask: Any = None  # [b t]


@dataclass(eq=False)
class EncodecOutput(ModelOutput):
    audio_codes: Any = None  # [chunks b codebooks t]
    audio_values: Any = None  # [b channels samples]


@dataclass(eq=False)
class EncodecEncoderOutput(ModelOutput):
    audio_codes: Any = None  # [chunks b codebooks t]
    audio_scales: Any = None  # of each chunk [b 1] or None
    last_frame_pad_length: Any = None


@dataclass(eq=False)
class EncodecDecoderOutput(ModelOutput):
    audio_values: Any = None  # [b channels samples]


@dataclass(eq=False)
class MimiOutput(ModelOutput):
    audio_codes: Any = None  # [b codebooks t]
    audio_values: Any = None  # [b channels samples]
    encoder_past_key_values: Any = None
    decoder_past_key_values: Any = None


@dataclass(eq=False)
class MimiEncoderOutput(ModelOutput):
    audio_codes: Any = None  # [b codebooks t]
    encoder_past_key_values: Any = None
    padding_cache: Any = None  # of each convolution [b steps c]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MimiEncoderModelOutput(ModelOutput):
    latents: Any = None  # [b d t]
    past_key_values: Any = None
    padding_cache: Any = None  # of each convolution [b steps c]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MimiDecoderOutput(ModelOutput):
    audio_values: Any = None  # [b channels samples]
    decoder_past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DacOutput(ModelOutput):
    loss: Any = None  # [b]
    audio_values: Any = None  # [b samples]
    quantized_representation: Any = None  # [b d t]
    audio_codes: Any = None  # [b codebooks t]
    projected_latents: Any = None  # [b codebooks*e t]


@dataclass(eq=False)
class DacEncoderOutput(ModelOutput):
    loss: Any = None  # [b]
    quantized_representation: Any = None  # [b d t]
    audio_codes: Any = None  # [b codebooks t]
    projected_latents: Any = None  # [b codebooks*e t]


@dataclass(eq=False)
class DacDecoderOutput(ModelOutput):
    audio_values: Any = None  # [b samples]


@dataclass(eq=False)
class MusicgenMelodyOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b*q p+t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    encoder_hidden_states: Any = None  # [b p d], which the decoder reads before the codes


@dataclass(eq=False)
class MusicgenUnconditionalInput(ModelOutput):
    encoder_outputs: Any = None  # (zeros [b 1 d],)
    attention_mask: Any = None  # zeros [b 1]
    guidance_scale: Any = None


@dataclass(eq=False)
class Qwen2AudioModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    attention_mask: Any = None  # [b t]


@dataclass(eq=False)
class Qwen2AudioCausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    attention_mask: Any = None  # [b t]


@dataclass(eq=False)
class VoxtralModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    audio_hidden_states: Any = None  # [p d], of all recordings


@dataclass(eq=False)
class AudioFlamingo3CausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    audio_hidden_states: Any = None  # [p d], of all recordings


@dataclass(eq=False)
class SeamlessM4TGenerationOutput(ModelOutput):
    waveform: Any = None  # [b n]
    waveform_lengths: Any = None  # [b]
    sequences: Any = None  # [b t]
    unit_sequences: Any = None  # [b u]


@dataclass(eq=False)
class SeamlessM4Tv2TextToUnitOutput(ModelOutput):
    last_hidden_state: Any = None  # [b u v], logits
    padding_mask: Any = None  # [b u]
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    loss: Any = None


@dataclass(eq=False)
class ParakeetRNNTOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d], the encoder's
    pooler_output: Any = None  # [b t d], of the decoder's size
    hidden_states: Any = None
    attentions: Any = None
    loss: Any = None
    logits: Any = None  # [b t u v], or [b t v]


@dataclass(eq=False)
class ParakeetRNNTGenerateOutput(ModelOutput):
    sequences: Any = None  # [b n]
    durations: Any = None  # [b n], in frames


@dataclass(eq=False)
class ParakeetCTCGenerateOutput(ModelOutput):
    sequences: Any = None  # [b t]
    logits: Any = None  # [b t v]
    attentions: Any = None
    hidden_states: Any = None


@dataclass(eq=False)
class Gemma3nAudioEncoderModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None  # [b t d], of the language model's size
    hidden_states: Any = None
    attentions: Any = None
    audio_mel_mask: Any = None  # [b t], True for padding


@dataclass(eq=False)
class CsmOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v], of the first codebook
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    depth_decoder_loss: Any = None
    depth_decoder_logits: Any = None  # [m q-1 v], of the others
    depth_decoder_past_key_values: Any = None
    depth_decoder_hidden_states: Any = None
    depth_decoder_attentions: Any = None
    backbone_loss: Any = None


@dataclass(eq=False)
class CsmGenerateOutput(ModelOutput):
    sequences: Any = None  # [b t q]
    scores: Any = None  # of each frame [b v], of the first codebook
    logits: Any = None  # as scores, before they are processed
    audio: Any = None  # a list of waveforms [samples]


@dataclass(eq=False)
class MoshiCausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MoshiConditionalGenerationOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v], of the text
    last_hidden_state: Any = None  # [b t d], or [b*t 1 d] where audio_logits are computed
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    depth_loss: Any = None
    audio_logits: Any = None  # [b*t q v]
    depth_past_key_values: Any = None
    depth_hidden_states: Any = None
    depth_attentions: Any = None


@dataclass(eq=False)
class MoshiConditionalGenerationGenerateOutput(ModelOutput):
    audio_sequences: Any = None  # [b 1 n]
    sequences: Any = None  # [b t]
    audio_codes: Any = None  # [b q t]


@dataclass(eq=False)
class MoshiUnconditionalInput(ModelOutput):
    input_ids: Any = None  # [b 1]
    user_audio_codes: Any = None  # [b q 1]
    moshi_audio_codes: Any = None  # [b q 1]
    attention_mask: Any = None  # ones [b 1]


@dataclass(eq=False)
class VibeVoiceAcousticTokenizerOutput(ModelOutput):
    audio: Any = None  # [b channels samples]
    latents: Any = None  # [b t d]
    padding_cache: Any = None  # of each convolution [b steps c]


@dataclass(eq=False)
class VibeVoiceAcousticTokenizerEncoderOutput(ModelOutput):
    latents: Any = None  # [b t d]
    padding_cache: Any = None  # of each convolution [b steps c]


@dataclass(eq=False)
class VibeVoiceAcousticTokenizerDecoderOutput(ModelOutput):
    audio: Any = None  # [b channels samples]
    padding_cache: Any = None  # of each convolution [b steps c]


@dataclass(eq=False)
class VibeVoiceBaseModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    audio_features: Any = None  # [k z], the latents of all recordings


@dataclass(eq=False)
class VibeVoiceCausalLMOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    loss: Any = None
    logits: Any = None  # [b t v]
    audio_features: Any = None  # [k z], the latents of all recordings


@dataclass(eq=False)
class VibeVoiceGenerateOutput(ModelOutput):
    sequences: Any = None  # [b t], prompts included
    scores: Any = None  # of each step [b v]
    logits: Any = None  # as scores, before they are processed
    attentions: Any = None  # of each step
    hidden_states: Any = None  # of each step
    past_key_values: Any = None
    audio: Any = None  # a list of waveforms [channels samples], None of texts without one
