"""Losses of the task heads, by upstream's rules.

A loss is the mean over the labels of its batch. Where a step adds up the gradients of several
batches, `items` says how many labels all of them have together: the loss is then the sum over the
labels of its own batch, divided by that number.
"""

from __future__ import annotations

from auto_core.configs import PreTrainedConfig
from auto_core.errors import InputError

from .. import ops

IGNORED = -100  # the label of positions that do not count


def widened(x):
    """A loss of 16-bit floats is computed in float32."""
    return ops.cast(x, "float32") if ops.dtype(x) in ("float16", "bfloat16") else x


def token_loss(logits, labels, items=None):
    """Cross-entropy of each token: logits [... c], labels [...]."""
    classes = ops.shape(logits)[-1]
    loss = ops.cross_entropy(
        ops.reshape(logits, (-1, classes)),
        ops.reshape(labels, (-1,)),
        ignore_index=IGNORED,
        reduction="mean" if items is None else "sum",
    )
    return loss if items is None else loss / _number(items, loss)


def _number(items, like):
    """A count, an int or a tensor of any dtype, to divide a loss by."""
    return items if isinstance(items, int | float) else ops.cast(items, ops.dtype(like))


def next_token_loss(logits, labels, items=None):
    """Cross-entropy of token i + 1 given those up to i: logits [b t v], labels [b t]."""
    return token_loss(widened(logits)[:, :-1], labels[:, 1:], items)


def sequence_loss(config: PreTrainedConfig, logits, labels, items=None):
    """Regression, single- or multi-label loss: logits [b c]; labels [b] or [b c].

    `config.problem_type` decides; where it is None, the number of labels and their dtype do.
    """
    problem = config.problem_type or _guess_problem(config, labels)
    if problem == "single_label_classification":
        return token_loss(logits, labels, items)
    labels = ops.cast(labels, ops.dtype(logits))
    if problem == "regression":
        loss = ops.mse_loss(logits, ops.reshape(labels, ops.shape(logits)))
    else:
        loss = ops.binary_cross_entropy_with_logits(logits, labels)
    return loss if items is None else loss * _size(logits, loss) / _number(items, loss)


def _size(x, like):
    """How many numbers x [b c] has, as a number or a tensor of the dtype of `like`."""
    batch, classes = ops.shape(x)
    return _number(batch * classes, like)


def _guess_problem(config: PreTrainedConfig, labels) -> str:
    if config.num_labels == 1:
        return "regression"
    if ops.dtype(labels) in ("int64", "int32"):
        return "single_label_classification"
    return "multi_label_classification"


def span_loss(start_logits, end_logits, start_positions, end_positions, items=None):
    """Mean cross-entropy of both ends of an answer: logits [b t], positions [b] or [b 1].

    A position beyond the text (the answer was cut off) does not count.
    """
    tokens = ops.shape(start_logits)[1]

    def one(logits, positions):
        positions = ops.clamp(ops.reshape(positions, (-1,)), min=0)
        labels = ops.where(positions >= tokens, IGNORED, positions)
        return token_loss(logits, labels, items)

    return (one(start_logits, start_positions) + one(end_logits, end_positions)) / 2


def pixel_loss(logits, labels, *, ignore_index: int):
    """Cross-entropy of each pixel: logits [b h w c], made as fine as the labels [b H W]."""
    logits = ops.interpolate(logits, ops.shape(labels)[1:], mode="bilinear", align_corners=False)
    return ops.cross_entropy(
        ops.reshape(logits, (-1, ops.shape(logits)[-1])),
        ops.reshape(labels, (-1,)),
        ignore_index=ignore_index,
    )


def contrastive_loss(similarity):
    """How well each of n texts finds its own image among n, and each image its text: [n n]."""
    texts, images = ops.shape(similarity)
    if isinstance(texts, int) and isinstance(images, int) and texts != images:
        raise InputError(
            f"return_loss=True pairs texts with images: got {texts} texts and {images} images."
        )
    pairs = ops.arange(0, texts, like=similarity, dtype="int64")
    return (token_loss(similarity, pairs) + token_loss(ops.transpose(similarity, 0, 1), pairs)) / 2
