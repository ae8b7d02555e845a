"""A half of VibeVoice's acoustic tokenizer as a model of its own; see
vibevoice_acoustic_tokenizer.py."""

from .vibevoice_acoustic_tokenizer import VibeVoiceAcousticTokenizerEncoderModel

__all__ = ["VibeVoiceAcousticTokenizerEncoderModel"]

HEADS = {"base": VibeVoiceAcousticTokenizerEncoderModel}
