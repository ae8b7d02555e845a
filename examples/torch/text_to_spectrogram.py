"""Speak with a chosen voice, by a spectrogram (AutoModelForTextToSpectrogram)."""

import sys

import torch

from auto_core import AutoTokenizer
from auto_torch import AutoModelForTextToSpectrogram, SpeechT5HifiGan

name = sys.argv[1] if len(sys.argv) > 1 else "microsoft/speecht5_tts"
vocoder_name = sys.argv[2] if len(sys.argv) > 2 else "microsoft/speecht5_hifigan"
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForTextToSpectrogram.from_pretrained(name)
vocoder = SpeechT5HifiGan.from_pretrained(vocoder_name)
torch.manual_seed(0)  # the model leaves things out by chance
voice = torch.zeros(1, model.config.speaker_embedding_dim)  # or an x-vector of a real voice
inputs = tokenizer("Hello there.", return_tensors="pt")
wave = model.generate(**inputs, speaker_embeddings=voice, vocoder=vocoder, maxlenratio=5.0)
print(f"{len(wave) / vocoder.config.sampling_rate:.2f} seconds of sound")
