"""Speech in a graph whose batch, length and labels are open, in training too."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
from parity.waves import waveforms

from auto_core import Wav2Vec2Config
from auto_tf import TFWav2Vec2ForCTC


def test_ctc_of_any_length() -> None:
    config = Wav2Vec2Config(
        vocab_size=13,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=40,
        conv_dim=(8, 10),
        conv_kernel=(5, 3),
        conv_stride=(3, 2),
        num_conv_pos_embeddings=4,
        num_conv_pos_embedding_groups=2,
        mask_time_length=2,
        mask_feature_prob=0.5,
        mask_feature_length=3,
    )
    model = TFWav2Vec2ForCTC.from_config(config)
    table = [None, None]
    signature = [tf.TensorSpec(table, tf.float32), *[tf.TensorSpec(table, tf.int64)] * 2]

    @tf.function(input_signature=signature)
    def losses(sound: tf.Tensor, mask: tf.Tensor, labels: tf.Tensor) -> list[tf.Tensor]:
        inputs = dict(input_values=sound, attention_mask=mask, labels=labels)
        return [model(**inputs, training=training).loss for training in (False, True)]

    rng = np.random.default_rng(0)
    for lengths in ([120, 80], [90]):
        inputs = waveforms(rng, lengths)
        labels = rng.integers(4, 13, (len(lengths), 3))
        exact = model(**inputs, labels=labels).loss
        found, trained = losses(inputs["input_values"], inputs["attention_mask"], labels)
        np.testing.assert_allclose(found, exact, rtol=1e-4)
        assert np.isfinite(trained)
