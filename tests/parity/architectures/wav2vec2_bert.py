from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.wav2vec2_conformer import uncached
from parity.encoders import classes
from parity.texts import padding
from parity.waves import filter_banks

FRAMES = 19
TINY = dict(
    vocab_size=13,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    feature_projection_input_dim=10,
    left_max_position_embeddings=5,
    right_max_position_embeddings=2,
    conv_depthwise_kernel_size=5,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    position_embeddings_type="relative",
    num_labels=5,
    use_weighted_layer_sum=True,
    classifier_proj_size=11,
    ctc_loss_reduction="mean",
    ctc_zero_infinity=True,
    mask_time_prob=0.0,
    pad_token_id=3,
    tdnn_dim=(8, 6, 10),
    tdnn_kernel=(3, 2, 1),
    tdnn_dilation=(1, 2, 1),
    xvector_output_dim=9,
)
ADAPTED = OTHER | dict(
    position_embeddings_type="rotary",
    rotary_embedding_base=100,
    add_adapter=True,
    num_adapter_layers=2,
    output_hidden_size=20,
    adapter_act="gelu",
    use_intermediate_ffn_before_adapter=True,
)
EVEN = OTHER | dict(
    position_embeddings_type=None, add_adapter=True, adapter_kernel_size=4, adapter_stride=3
)


def frames(*lengths: int, masked: bool = True, **extra: Any):
    """Spectrograms of so many frames, and what is made by `extra`."""
    lengths = lengths or (FRAMES, 12, 4)

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {
            "input_features": filter_banks(rng, len(lengths), max(lengths), 10)
        }
        if masked:
            inputs["attention_mask"] = padding(list(lengths), max(lengths))
        return inputs | {name: maker(rng) for name, maker in extra.items()}

    return make


def text(rng: np.random.Generator) -> np.ndarray:
    """Labels of at most 4 characters; padding is -100."""
    labels = rng.integers(4, 13, (3, 4))
    labels[1, 3:], labels[2, 1:] = -100, -100
    return labels


def one_of(count: int):
    return lambda rng: np.eye(count, dtype=np.int64)[rng.integers(0, count, (3, FRAMES))]


def masked_frames(rng: np.random.Generator) -> np.ndarray:
    return rng.random((3, FRAMES)) < 0.4


PLAIN = dict(rounded=False)

ARCH = Arch(
    "wav2vec2-bert",
    "Wav2Vec2Bert",
    "wav2vec2",
    patch=uncached,
    rounded=True,  # the table of relative positions
    rows=[
        Row("Model", TINY, frames(), "default", **PLAIN),
        Row("Model", TINY, frames(mask_time_indices=masked_frames), "hidden", **PLAIN),
        Row("Model", TINY, frames(masked=False), "unmasked", **PLAIN),
        Row("Model", OTHER, frames(), "other"),
        Row("Model", ADAPTED, frames(), "adapted", **PLAIN),
        Row("Model", EVEN, frames(), "even", **PLAIN),
        Row("ForSequenceClassification", TINY, frames(masked=False), "default", **PLAIN),
        Row("ForSequenceClassification", OTHER, frames(labels=classes(5, 3)), "other"),
        Row("ForAudioFrameClassification", TINY, frames(labels=one_of(2)), "default", **PLAIN),
        Row("ForXVector", OTHER, frames(19, 15, 12, labels=classes(5, 3)), "other"),
        Row("ForCTC", ADAPTED, frames(19, 18, 17, labels=text), "adapted", **PLAIN),
        Row("ForCTC", TINY, frames(masked=False, labels=text), "default", **PLAIN),
        Row("ForCTC", OTHER, frames(labels=text), "other"),
    ],
    must_see={
        "ForCTC-other": [
            "wav2vec2_bert.encoder.layers.0.self_attn.pos_bias_u",
            "wav2vec2_bert.encoder.layers.1.conv_module.depthwise_layer_norm.bias",
        ],
        "Model-adapted": [
            "intermediate_ffn.output_dense.bias",
            "adapter.layers.1.self_attn.linear_k.weight",
            "adapter.layers.0.residual_conv.bias",
        ],
        "Model-default": ["encoder.layers.0.self_attn.distance_embedding.weight"],
    },
    must_see_options={
        "ForCTC-other": [{"layer_norm_eps": 1e-5}, {"hidden_act": "gelu"}],
        "Model-adapted": [{"adapter_act": "relu"}],
    },
    refuses=[
        ({"position_embeddings_type": "absolute"}, "position_embeddings_type"),
        ({"conv_depthwise_kernel_size": 4}, "conv_depthwise_kernel_size"),
        {"use_intermediate_ffn_before_adapter": True},
        ({"add_adapter": True, "output_hidden_size": 21}, "output_hidden_size"),
        {"tdnn_kernel": (5,)},
    ],
)
