"""DEIM's loss: Huang et al., 2024, arXiv:2412.04234.

A class is to be as likely as its box is good, whether or not the box is good already (the
matchability-aware loss); and boxes of all layers are compared with the labels that any layer's
matching gave their query.

b batch, q predictions per image, c classes, n labels of an image.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import ops
from .detection_loss import Labels, Pairs, check_labels, label_count, total
from .distribution_loss import edge_losses
from .varifocal_loss import Predictions, box_losses, match, soft_targets


def dense_detection_loss(
    config: Any,
    last: Predictions,
    labels: Labels,
    *,
    earlier: Sequence[Predictions] = (),
    denoised: Sequence[Predictions] = (),
    denoising_pairs: tuple[Pairs, int] | None = None,
) -> tuple[Any, dict[str, Any]]:
    """As `varifocal_detection_loss`.

    Raises:
        InputError: the labels are not one for each image, or lack a part.
    """
    check_labels(labels, last[0], ("class_labels", "boxes"))
    number = label_count([label["class_labels"] for label in labels], like=last[0])
    layers = [("", last), *((f"_aux_{i}", layer) for i, layer in enumerate(earlier))]
    matched = [match(config, predictions, labels) for _, predictions in layers]
    losses: dict[str, Any] = {}

    def add(name: str, predictions: Predictions, pairs: Pairs, count, boxes: Any) -> None:
        near, near_count, kept = boxes
        found = {"loss_mal": matchability_loss(config, predictions, labels, pairs) / count}
        found["loss_mal"] = found["loss_mal"] * config.weight_loss_mal
        options = {} if kept is None else {"kept": kept}
        found |= box_losses(config, predictions[1], labels, near, near_count, **options)
        found |= edge_losses(config, predictions, labels, near, near_count, **options)
        losses.update({kind + name: loss for kind, loss in found.items()})

    dense = union(matched, labels, last[0]) if config.use_dense_one_to_one else None
    for (name, predictions), pairs in zip(layers, matched, strict=True):
        add(name, predictions, pairs, number, dense or (pairs, number, None))
    if denoising_pairs is not None:
        pairs, groups = denoising_pairs
        for i, predictions in enumerate(denoised):
            count = number * groups
            add(f"_dn_{i}", predictions, pairs, count, (pairs, count, None))
    return total(list(losses.values())), losses


def union(matched: Sequence[Pairs], labels: Labels, logits):
    """Every query [q] with the label that most layers gave it (of several, the first), how many
    have one at all (at least 1), and which, [b*q]."""
    queries, pairs, kept = ops.shape(logits)[1], [], []
    for i, label in enumerate(labels):
        count = ops.shape(label["class_labels"])[0]
        if isinstance(count, int) and count == 0:
            pairs.append(matched[0][i])
            continue
        votes = ops.zeros((queries, count), like=logits)
        for layer in matched:
            rows, columns = layer[i]
            votes = votes + chosen_ones(rows, columns, queries, count, like=logits)
        pairs.append((ops.arange(0, queries, like=votes, dtype="int64"), ops.argmax(votes, 1)))
        kept.append(ops.cast(ops.amax(votes, 1) > 0, ops.dtype(logits)))
    kept = ops.cat(kept, 0) if kept else ops.zeros((0,), like=logits)
    return pairs, ops.clamp(ops.sum(kept, 0), min=1.0), kept


def chosen_ones(rows, columns, queries, count: int, *, like):  # -> [q n]
    """1 where a prediction and a label are a pair."""
    dtype = ops.dtype(like)
    ones = ops.one_hot(columns, count, dtype=dtype)  # [pairs n]
    return ops.scatter(ops.zeros((queries, count), like=like), 0, expanded(rows, ones), ones)


def expanded(rows, like):  # [pairs], [pairs n] -> [pairs n]
    return ops.expand(ops.unsqueeze(rows, 1), ops.shape(like))


def matchability_loss(config: Any, predictions: Predictions, labels: Labels, pairs: Pairs):
    """Cross-entropy with a power of the matched box's overlap as target, in which classes that are
    not there count by how likely they seem, summed: [b q c] -> []."""
    logits, boxes = predictions[:2]
    target, overlap = soft_targets(logits, boxes, labels, pairs)
    score = ops.pow(overlap, config.focal_loss_gamma)
    likely = ops.pow(ops.sigmoid(ops.detach(logits)), config.focal_loss_gamma)
    share = 1.0 if config.mal_alpha is None else config.mal_alpha
    weight = share * likely * (1 - target) + target
    return ops.sum(weight * (ops.softplus(logits) - logits * score), (0, 1, 2))
