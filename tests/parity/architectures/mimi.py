import numpy as np
import pytest
from parity.arch import Arch, Row
from parity.texts import padding
from transformers.models.mimi import modeling_mimi

TINY = dict(
    sampling_rate=200,
    hidden_size=16,
    num_filters=4,
    upsampling_ratios=[3, 2],
    kernel_size=3,
    codebook_size=8,
    codebook_dim=12,
    vector_quantization_hidden_dimension=12,
    num_quantizers=4,
    upsample_groups=16,
    num_hidden_layers=2,
    intermediate_size=20,
    num_attention_heads=4,
    num_key_value_heads=4,
    sliding_window=5,
    max_position_embeddings=40,
)
# Convolutions of either side and with shortcuts, heads that share keys, codes of the frames' size.
OTHER = TINY | dict(
    audio_channels=2,
    num_residual_layers=2,
    residual_kernel_size=5,
    last_kernel_size=5,
    dilation_growth_rate=3,
    use_causal_conv=False,
    compress=4,
    use_conv_shortcut=True,
    num_semantic_quantizers=2,
    codebook_dim=16,
    vector_quantization_hidden_dimension=16,
    upsample_groups=4,
    num_key_value_heads=2,
    head_dim=6,
    hidden_act="relu",
    norm_eps=1e-3,
    rope_parameters={"rope_type": "default", "rope_theta": 100.0},
    attention_bias=True,
    frame_rate=11.5,
)
TRIMMED = TINY | dict(trim_right_ratio=0.5, pad_mode="reflect", upsampling_ratios=[4, 3])


def uncached(monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers keeps codebooks in the precision of its first call."""

    def embed(self):
        return self.embed_sum / self.cluster_usage.clamp(min=self.epsilon)[:, None]

    monkeypatch.setattr(modeling_mimi.MimiEuclideanCodebook, "embed", property(embed))


def sound(samples: int, *, channels: int = 1, lengths=None):
    """Waveforms [3 channels samples]."""

    def make(rng: np.random.Generator):
        inputs = {"input_values": rng.standard_normal((3, channels, samples)).astype(np.float32)}
        if lengths is not None:
            inputs["padding_mask"] = padding(list(lengths), samples)
        return inputs

    return make


ARCH = Arch(
    "mimi",
    "Mimi",
    "mimi",
    requests={},
    patch=uncached,
    # Loaded from a file, transformers' convolutions of either side keep numbers without data.
    trained="Model-default",
    rows=[
        Row("Model", TINY, sound(121), "default"),
        Row("Model", TINY, sound(90, lengths=(90, 63, 20)), "padded"),
        Row("Model", TRIMMED, sound(110), "trimmed", requests=dict(num_quantizers=2)),
        Row("Model", OTHER, sound(131, channels=2), "other"),
    ],
    must_see={
        "Model-default": [
            "encoder_transformer.layers.1.mlp_layer_scale.scale",
            "decoder_transformer.layers.0.self_attn.k_proj.weight",
            "quantizer.acoustic_residual_vector_quantizer.layers.1.codebook.cluster_usage",
            "upsample.conv.weight",
        ]
    },
    must_see_options={
        "Model-default": [{"sliding_window": 3}, {"trim_right_ratio": 0.5}],
        "Model-other": [{"norm_eps": 0.5}],
    },
    refuses=[
        {"codebook_size": 9},
        ({"trim_right_ratio": 0.5}, "trim_right_ratio"),
        {"pad_mode": "circular"},
        {"codebook_dim": 3},
        {"num_semantic_quantizers": 4},
        {"upsample_groups": 3},
        {"frame_rate": 34.0},
    ],
)
