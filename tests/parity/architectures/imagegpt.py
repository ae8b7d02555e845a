import numpy as np
from parity.arch import Arch, Row, texts

TINY = dict(vocab_size=67, n_positions=24, n_embd=24, n_layer=2, n_head=4)
OTHER = TINY | dict(
    n_inner=30,
    activation_function="relu",
    layer_norm_epsilon=1e-2,
    scale_attn_weights=False,
    scale_attn_by_inverse_layer_idx=True,
)


def pixels(rng):  # the last token is never predicted
    labels = rng.integers(0, 66, (3, 9))
    return np.where(rng.random(labels.shape) < 0.3, -100, labels)


CLASSES = texts(labels=lambda rng: rng.integers(0, 4, 3))
NUMBERS = texts(labels=lambda rng: rng.standard_normal(3).astype(np.float32))

ARCH = Arch(
    "imagegpt",
    "ImageGPT",
    "gpt2",
    configs={"default": TINY, "other": OTHER},
    rows=[
        Row("Model", "default", texts()),
        Row("Model", "other", texts()),
        Row("ForImageClassification", TINY | {"num_labels": 4}, CLASSES, "classes"),
        Row("ForImageClassification", OTHER | {"num_labels": 1}, NUMBERS, "number"),
        Row("ForCausalImageModeling", "default", texts(labels=pixels)),
        Row("ForCausalImageModeling", "other", texts(labels=pixels)),
    ],
    causal_lm="ForCausalImageModeling",
    must_see=["transformer.h.0.ln_2.weight", "transformer.ln_f.weight"],
    must_see_options=[{"layer_norm_epsilon": 1e-1}],
    refuses=[{"tie_word_embeddings": True}],
)
