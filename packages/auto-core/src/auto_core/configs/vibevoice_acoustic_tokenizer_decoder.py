"""The half of VibeVoice's tokenizer behind its latents; see vibevoice_acoustic_tokenizer.py."""

from auto_core.configs.vibevoice_acoustic_tokenizer import VibeVoiceAcousticTokenizerConfig


class VibeVoiceAcousticTokenizerDecoderConfig(VibeVoiceAcousticTokenizerConfig):
    """The fields of the whole, whose `depths` are in the decoder's order."""

    model_type = "vibevoice_acoustic_tokenizer_decoder"
    base_config_key = "decoder_config"
    # A half has no halves.
    encoder_config = decoder_config = None  # pyright: ignore[reportAssignmentType]

    @property
    def upsampling_ratios(self) -> list[int]:
        """Strides of the transposed convolutions."""
        return list(reversed(self.downsampling_ratios))
