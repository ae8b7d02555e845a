import numpy as np
from parity.arch import Arch, Row
from parity.encoders import classes
from parity.waves import waveforms

DEFAULT = dict(
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
    num_codevectors_per_group=5,
    codevector_dim=12,
    proj_codevector_dim=14,
    num_ctc_classes=7,
)
OTHER = DEFAULT | dict(
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
    ctc_loss_reduction="sum",
    ctc_zero_infinity=True,
    mask_time_prob=0.0,
    pad_token_id=3,
)


def sound(**labels):
    """Recordings of 120, 75 and 60 samples, padded, and labels."""

    def make(rng: np.random.Generator):
        made = {name: sample(rng) for name, sample in labels.items()}
        return waveforms(rng, (120, 75, 60)) | made

    return make


def characters(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(4, 13, (3, 4))
    labels[1, 3:] = -100
    return labels


ARCH = Arch(
    "unispeech",
    "UniSpeech",
    "wav2vec2",
    {"default": DEFAULT, "other": OTHER},
    (
        Row("Model", "default", sound()),
        Row("ForPreTraining", "default", sound()),
        Row("ForCTC", "default", sound(labels=characters)),
        Row("ForSequenceClassification", "default", sound(labels=classes(2, 3))),
        Row("Model", "other", sound()),
        Row("ForPreTraining", "other", sound()),
        Row("ForSequenceClassification", "other", sound(labels=classes(5, 3))),
        Row("ForCTC", "other", sound(labels=characters)),
    ),
    must_see=["unispeech.feature_projection.projection.bias", "lm_head.bias"],
    must_see_options=[{"hidden_act": "relu"}, {"do_stable_layer_norm": False}],
    refuses=[{"feat_extract_norm": "batch"}, {"codevector_dim": 13}],
)
