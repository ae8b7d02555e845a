import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding, token_ids

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_attention_heads=4,
    num_qa_labels=7,
    num_object_labels=9,
    num_attr_labels=5,
    intermediate_size=40,
    max_position_embeddings=12,
    l_layers=1,
    x_layers=2,
    r_layers=1,
    visual_feat_dim=10,
)
OTHER = TINY | dict(
    hidden_act="relu",
    type_vocab_size=3,
    visual_pos_dim=5,
    visual_loss_normalizer=2.0,
    visual_attr_loss=False,
    task_qa=False,
    l_layers=2,
    x_layers=1,
    r_layers=0,
)


def inputs(boxes=4, types=2, masked=True, **labels):
    """Two texts of 7 and 4 tokens, with 5 and 3 objects."""

    def make(rng):
        mask, objects = padding([7, 4], 7), padding([5, 3], 5)
        found = {
            "input_ids": token_ids(rng, 67, 2, 7),
            "attention_mask": mask,
            "token_type_ids": rng.integers(0, types, (2, 7)),
            "visual_feats": rng.standard_normal((2, 5, 10)).astype(np.float32),
            "visual_pos": rng.random((2, 5, boxes)).astype(np.float32),
        }
        found |= {"visual_attention_mask": objects} if masked else {}
        return found | {name: make(rng) for name, make in labels.items()}

    return make


def tokens(rng):
    return np.where(rng.random((2, 7)) < 0.4, rng.integers(0, 67, (2, 7)), -100)


def objects(*names):
    def make(rng):
        weights = rng.random((2, 5)).astype(np.float32)
        found = {
            "obj": rng.integers(0, 9, (2, 5)),
            "attr": rng.integers(0, 5, (2, 5)),
            "feat": 2 * rng.standard_normal((2, 5, 10)).astype(np.float32),
        }
        return {name: (found[name], weights) for name in names}

    return make


def numbers(below):
    return lambda rng: rng.integers(0, below, 2)


ARCH = Arch(
    "lxmert",
    "Lxmert",
    "lxmert",
    configs={"default": TINY, "other": OTHER},
    rows=[
        Row("Model", "default", inputs()),
        Row("Model", "other", inputs(5, 3, masked=False)),
        Row("ForQuestionAnswering", "default", inputs(labels=numbers(7))),
        Row(
            "ForPreTraining",
            "other",
            inputs(5, 3, labels=tokens, obj_labels=objects("obj", "feat"), ans=numbers(7)),
        ),
        Row(
            "ForPreTraining",
            "default",
            inputs(
                labels=tokens,
                obj_labels=objects("obj", "attr", "feat"),
                matched_label=numbers(2),
                ans=numbers(7),
            ),
        ),
    ],
    must_see=[
        "lxmert.encoder.visn_fc.box_fc.bias",
        "lxmert.encoder.x_layers.0.visual_attention.output.dense.bias",
        "obj_predict_head.decoder_dict.attr.bias",
        "answer_head.logit_fc.2.bias",
        "cls.predictions.bias",
    ],
    must_see_options=[{"visual_loss_normalizer": 3.0}],
    must_see_lines={
        "ForPreTraining-other": [("ops.where(distance < 1,", "ops.where(distance < 9,")]
    },
    refuses=[{"x_layers": 0, "r_layers": 0}],
)
