"""Losses of transducers: Graves, 2012, arXiv:1211.3711; with durations Xu et al., 2023,
arXiv:2304.06795.

b batch, t frames, u labels and one more, v tokens with the blank, k durations.
"""

from __future__ import annotations

import math

from .. import ops

NEVER = -1e30  # the logarithm of a probability of 0, of which gradients are no NaN


def transducer_nll(tokens, durations, labels, frames, counts, *, blank: int, spans):
    """The negative logarithm [b] of the probability of labels, over all alignments.

    Args:
        tokens: log-probabilities [b t u v].
        durations: log-probabilities [b t u k] of how many frames a token or a blank lasts, or None
            where a blank lasts one and a token none.
        labels: [b u-1].
        frames, counts: [b], how many frames and labels count.
        spans: the k durations, in frames.
    """
    batch, steps, width, _ = ops.shape(tokens)
    blanks = tokens[..., blank]  # [b t u]
    index = ops.expand(ops.unsqueeze(ops.unsqueeze(labels, 1), 3), (batch, steps, width - 1, 1))
    wanted = ops.gather(tokens[:, :, : width - 1], 3, index)[..., 0]
    if durations is None:
        after_blank, after_label = {1: blanks}, {0: wanted}
    else:
        after_blank = {n: blanks + durations[..., i] for i, n in enumerate(spans) if n > 0}
        after_label = {n: wanted + durations[:, :, :-1, i] for i, n in enumerate(spans)}
    most = max(*after_blank, *after_label)
    arcs = [after_blank[n] for n in sorted(after_blank)]
    arcs += [after_label[n] for n in sorted(after_label)]
    first = ops.zeros((batch, 1, width), like=tokens) + NEVER
    rest = ops.zeros((batch, most, width), like=tokens) + NEVER
    start = ops.cat([ops.zeros((batch, 1, 1), like=tokens), first[:, :, 1:]], 2)
    lower = ops.arange(0, width, like=tokens, dtype="int64")
    lower = ops.unsqueeze(lower, 1) >= ops.unsqueeze(
        lower, 0
    )  # [u u], from the second to the first

    def step(carry, given):
        (arriving,) = carry  # [b most+1 u], at this frame and those after it
        parts = dict(zip(sorted(after_blank), given, strict=False))
        parts_of_labels = dict(zip(sorted(after_label), given[len(parts) :], strict=True))
        alpha = arriving[:, 0]
        if 0 in parts_of_labels:  # several labels at one frame
            edge = ops.zeros((batch, 1), like=alpha)
            total = ops.cat([edge, ops.cumsum(parts_of_labels[0], 1)], 1)
            between = ops.unsqueeze(total, 2) - ops.unsqueeze(total, 1)
            paths = ops.where(lower, ops.unsqueeze(alpha, 1) + between, NEVER)
            alpha = ops.logsumexp(paths, 2)
        later = [arriving[:, n] for n in range(1, most + 1)]
        later.append(ops.zeros((batch, width), like=alpha) + NEVER)
        for n, part in parts.items():
            later[n - 1] = either(later[n - 1], alpha + part)
        for n, part in parts_of_labels.items():
            if n:
                arrived = ops.cat([first[:, 0, :1], alpha[:, :-1] + part], 1)
                later[n - 1] = either(later[n - 1], arrived)
        return (ops.stack(later, 1),), (alpha,)

    arcs = tuple(ops.transpose(arc, 0, 1) for arc in arcs)
    _, (alphas,) = ops.scan(step, (ops.cat([start, rest], 1),), arcs)  # [t b u]
    found = None
    for n, part in after_blank.items():
        last = ops.unsqueeze(frames - n, 1)  # [b 1], of the blank that ends the recording
        each = at(alphas, last, counts) + at(ops.transpose(part, 0, 1), last, counts)
        each = ops.where(last[:, 0] >= 0, each, NEVER)
        found = each if found is None else either(found, each)
    return -ops.where(found < NEVER / 2, -math.inf, found)  # there is no alignment


def either(one, other):
    """The logarithm of the sum of two probabilities."""
    return ops.logsumexp(ops.stack([one, other], 0), 0)


def at(values, frame, count):
    """[b] of [t b u], at a frame [b 1] and a number of labels [b]."""
    batch, width = ops.shape(values)[1:]
    values = ops.transpose(values, 0, 1)  # [b t u]
    frame = ops.expand(ops.unsqueeze(ops.clamp(frame, min=0), 2), (batch, 1, width))
    values = ops.gather(values, 1, frame)[:, 0]
    return ops.gather(values, 1, ops.unsqueeze(count, 1))[:, 0]
