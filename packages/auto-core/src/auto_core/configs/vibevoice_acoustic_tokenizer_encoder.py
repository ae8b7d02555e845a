"""The half of VibeVoice's tokenizer before its latents; see vibevoice_acoustic_tokenizer.py."""

from auto_core.configs.vibevoice_acoustic_tokenizer import VibeVoiceAcousticTokenizerConfig


class VibeVoiceAcousticTokenizerEncoderConfig(VibeVoiceAcousticTokenizerConfig):
    """The fields of the whole."""

    model_type = "vibevoice_acoustic_tokenizer_encoder"
    base_config_key = "encoder_config"
    # A half has no halves.
    encoder_config = decoder_config = None  # pyright: ignore[reportAssignmentType]
