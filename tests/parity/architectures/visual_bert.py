import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding, token_ids

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    visual_embedding_dim=10,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=12,
)
OTHER = TINY | dict(hidden_act="relu", layer_norm_eps=1e-3, type_vocab_size=3)


def inputs(types=2, regions=True, masked=True, aligned=False, **labels):
    """Two texts of 7 and 4 tokens, with 5 and 3 regions."""

    def make(rng):
        mask = padding([7, 4], 7)
        found = {
            "input_ids": token_ids(rng, 67, 2, 7),
            "attention_mask": mask,
            "token_type_ids": rng.integers(0, types, (2, 7)),
        }
        if regions:
            found["visual_embeds"] = rng.standard_normal((2, 5, 10)).astype(np.float32)
        if regions and masked:
            found["visual_attention_mask"] = padding([5, 3], 5)
            found["visual_token_type_ids"] = rng.integers(0, types, (2, 5))
        if aligned:  # padded too long, and a region of no token
            found["image_text_alignment"] = rng.integers(-1, 7, (2, 6, 3))
            found["image_text_alignment"][0, 1] = -1
        return found | {name: make(rng) for name, make in labels.items()}

    return make


def choices(rng):
    """The same with two choices for each of two images."""
    found = {name: np.stack([x, x[::-1]]) for name, x in inputs()(rng).items()}
    return found | {"labels": rng.integers(0, 2, 2)}


def tokens(rng):
    return np.where(rng.random((2, 12)) < 0.4, rng.integers(0, 67, (2, 12)), -100)


def shares(*shape):
    def make(rng):
        found = rng.random(shape).astype(np.float32)
        found[..., 0] = 0
        return found / found.sum(-1, keepdims=True)

    return make


def numbers(below, *shape):
    return lambda rng: rng.integers(0, below, shape)


PHRASES = dict(region_to_phrase_position=lambda rng: rng.integers(-1, 7, (2, 4)))
# Every region counts: scores of others are the lowest number, beside which all is small.
SEEN = dict(visual_attention_mask=lambda rng: np.ones((2, 5), np.int64))

ARCH = Arch(
    "visual_bert",
    "VisualBert",
    "bert",
    configs={"default": TINY, "other": OTHER},
    rows=[
        Row("Model", "default", inputs(aligned=True)),
        Row("Model", "other", inputs(3, masked=False)),
        Row("Model", "default", inputs(regions=False), "text"),
        Row("ForMultipleChoice", "default", choices),
        Row(
            "ForQuestionAnswering", TINY | {"num_labels": 5}, inputs(labels=shares(2, 5)), "answers"
        ),
        Row("ForQuestionAnswering", OTHER, inputs(3), "scores"),
        Row("ForVisualReasoning", "default", inputs(labels=numbers(2, 2))),
        Row(
            "ForRegionToPhraseAlignment",
            "default",
            inputs(labels=shares(2, 4, 5), **PHRASES, **SEEN),
            "seen",
        ),
        Row("ForRegionToPhraseAlignment", "other", inputs(3, **PHRASES), "masked"),
        Row("ForPreTraining", "default", inputs(labels=tokens), "tokens"),
        Row(
            "ForPreTraining",
            "other",
            inputs(3, labels=tokens, sentence_image_labels=numbers(2, 2)),
            "both",
        ),
    ],
    must_see=[
        "visual_bert.embeddings.visual_position_embeddings.weight",
        "visual_bert.embeddings.visual_token_type_embeddings.weight",
        "cls.seq_relationship.bias",
    ],
    must_see_lines={
        "Model-default": [
            ("ops.where(counted, alignment, 0)", "ops.where(counted, alignment, 0) + 1")
        ]
    },
    refuses=[{"bypass_transformer": True}],
)
