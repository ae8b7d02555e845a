from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import classes
from parity.waves import waveforms

FRAMES = 19  # of 120 samples
TINY = dict(
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
)
PRETRAINED = TINY | dict(
    num_codevectors_per_group=5,
    codevector_dim=12,
    proj_codevector_dim=14,
    tdnn_dim=(8, 6, 10),
    tdnn_kernel=(3, 2, 1),
    tdnn_dilation=(1, 2, 1),
    xvector_output_dim=9,
)
STABLE = dict(
    num_hidden_layers=3,
    feat_extract_norm="layer",
    do_stable_layer_norm=True,
    conv_bias=True,
    hidden_act="gelu_new",
    feat_extract_activation="relu",
    num_conv_pos_embeddings=5,
    num_conv_pos_embedding_groups=3,
    layer_norm_eps=1e-3,
    num_labels=5,
    use_weighted_layer_sum=True,
    classifier_proj_size=11,
    ctc_loss_reduction="mean",
    ctc_zero_infinity=True,
    mask_time_prob=0.0,
    pad_token_id=3,
)
OTHER = PRETRAINED | STABLE
ADAPTED = OTHER | dict(
    adapter_attn_dim=6, add_adapter=True, num_adapter_layers=2, output_hidden_size=18
)


def sound(*lengths: int, **extra: Any):
    """Recordings of these many samples (by default 120, 75 and 20), and what is made by `extra`."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = waveforms(rng, lengths or (120, 75, 20))
        return inputs | {name: maker(rng) for name, maker in extra.items()}

    return make


def unmasked(rng: np.random.Generator) -> dict[str, Any]:
    return waveforms(rng, [120, 120], masked=False)


def text(rng: np.random.Generator) -> np.ndarray:
    """Labels of at most 4 characters; padding is -100, or the blank of the other config."""
    labels = rng.integers(4, 13, (3, 4))
    labels[1, 3:], labels[2, 1:] = -100, 3
    labels[1, 0] = -100  # even at the beginning
    return labels


def one_of(count: int):
    """Labels [3 frames count], 1 for the class of each frame."""
    return lambda rng: np.eye(count, dtype=np.int64)[rng.integers(0, count, (3, FRAMES))]


def masked_frames(rng: np.random.Generator) -> np.ndarray:
    masked = rng.random((3, FRAMES)) < 0.4
    masked[2, -1] = False
    return masked


def wrong_codes(rng: np.random.Generator) -> np.ndarray:
    """Some are the right one, which transformers recognises by their vectors in torch.

    Not of the last frame, though: torch computes the last row of an odd number in another order.
    """
    return rng.integers(0, 3 * FRAMES - 1, (3, FRAMES, 4))


PUZZLE = sound(mask_time_indices=masked_frames, sampled_negative_indices=wrong_codes)
SPEAKERS = sound(120, 90, 75, labels=classes(5, 3))

ARCH = Arch(
    "wav2vec2",
    "Wav2Vec2",
    "wav2vec2",
    trained="ForCTC-mean",
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("Model", OTHER, unmasked, "unmasked"),
        Row("Model", TINY, sound(mask_time_indices=masked_frames), "hidden"),
        Row("Model", ADAPTED, sound(), "adapted"),
        Row("ForPreTraining", PRETRAINED, PUZZLE, "default"),
        Row("ForPreTraining", OTHER, sound(), "other"),
        Row("ForCTC", TINY, sound(120, 75, 60, labels=text), "default"),
        Row("ForCTC", OTHER, sound(labels=text), "mean"),
        Row("ForCTC", ADAPTED, sound(120, 110, 100, labels=text), "adapted"),
        Row(
            "ForCTC", TINY | {"ctc_loss_reduction": "none"}, sound(120, 75, 60, labels=text), "none"
        ),
        Row("ForSequenceClassification", TINY, unmasked, "default"),
        Row("ForSequenceClassification", OTHER, sound(labels=classes(5, 3)), "other"),
        Row("ForAudioFrameClassification", TINY, sound(labels=one_of(2)), "default"),
        Row("ForAudioFrameClassification", OTHER, sound(labels=one_of(5)), "other"),
        Row("ForXVector", PRETRAINED, unmasked, "default"),
        Row("ForXVector", OTHER, SPEAKERS, "other"),
    ],
    must_see_options={
        "ForCTC-mean": [
            {"hidden_act": "gelu"},
            {"layer_norm_eps": 1e-05},
            {"do_stable_layer_norm": False},
        ]
    },
    refuses=[
        ({"conv_stride": (5, 2, 2)}, "2 numbers"),
        ({"feat_extract_norm": "batch"}, "'group' or 'layer'"),
        ({"codevector_dim": 255}, "num_codevector_groups=2"),
        ({"tdnn_kernel": (5,)}, "3 numbers"),
    ],
)
