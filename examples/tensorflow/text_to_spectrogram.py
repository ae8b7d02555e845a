"""Speak with a chosen voice, by a spectrogram (TFAutoModelForTextToSpectrogram)."""

import sys

import keras
import tensorflow as tf

from auto_core import AutoTokenizer
from auto_tf import TFAutoModelForTextToSpectrogram, TFSpeechT5HifiGan

keras.utils.set_random_seed(0)  # the model leaves things out by chance
name = sys.argv[1] if len(sys.argv) > 1 else "microsoft/speecht5_tts"
vocoder_name = sys.argv[2] if len(sys.argv) > 2 else "microsoft/speecht5_hifigan"
tokenizer = AutoTokenizer.from_pretrained(name)
model = TFAutoModelForTextToSpectrogram.from_pretrained(name)
vocoder = TFSpeechT5HifiGan.from_pretrained(vocoder_name)
voice = tf.zeros([1, model.config.speaker_embedding_dim])  # or an x-vector of a real voice
inputs = tokenizer("Hello there.", return_tensors="tf")
wave = model.generate(**inputs, speaker_embeddings=voice, vocoder=vocoder, maxlenratio=5.0)
print(f"{len(wave) / vocoder.config.sampling_rate:.2f} seconds of sound")
