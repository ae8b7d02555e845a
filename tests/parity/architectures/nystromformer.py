from parity.arch import Arch, Row
from parity.encoders import TINY, Maker, numbers, text_rows
from parity.texts import token_ids

SMALL = TINY | dict(conv_kernel_size=3, pad_token_id=1)
OTHER = SMALL | dict(
    hidden_act="gelu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    conv_kernel_size=5,
)
LANDMARKS = SMALL | dict(segment_means_seq_len=9, num_landmarks=3)


def whole(**labels: Maker) -> Maker:
    """Texts without a mask, which 5.23 cannot add to the landmarks' scores."""
    return lambda rng: (
        {"input_ids": token_ids(rng, 67, 2, 9)} | {name: some(rng) for name, some in labels.items()}
    )


ARCH = Arch(
    "nystromformer",
    "Nystromformer",
    "nystromformer",
    rows=[
        *text_rows(SMALL, OTHER, pad=1),
        Row("Model", LANDMARKS, whole(), "landmarks"),
        Row(
            "ForSequenceClassification",
            LANDMARKS | {"num_labels": 1},
            whole(labels=numbers(2)),
            "landmarks",
        ),
    ],
    must_see={"Model-landmarks": ["encoder.layer.1.attention.self.conv.weight"]},
    must_see_options={"Model-landmarks": [{"hidden_act": "relu"}, {"num_landmarks": 9}]},
    refuses=[
        {"num_landmarks": 4},
        {"conv_kernel_size": 4},
        {"inv_coeff_init_option": True},
        {"num_attention_heads": 5},
    ],
)
