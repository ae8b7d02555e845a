"""Monotonic rational-quadratic splines: Durkan et al., 2019, arXiv:1906.04032."""

from __future__ import annotations

import math

from .. import ops

SMALLEST = 1e-3  # width and height of a bin, as a share of all, and the slope between two


def inverse_spline(y, widths, heights, slopes, *, bound: float):
    """The x at which the spline is `y`; outside of (-bound, bound) the spline is the identity.

    Args:
        y: [...]
        widths, heights: [... n] of the n bins, unnormalised
        slopes: [... n - 1] between the bins, unnormalised; they are 1 at both ends
    """
    left, width = _edges(widths, bound)
    low, height = _edges(heights, bound)
    end = math.log(math.exp(1 - SMALLEST) - 1)
    ends = [(0, 0)] * (len(ops.shape(slopes)) - 1) + [(1, 1)]
    slope = SMALLEST + ops.softplus(ops.pad(slopes, ends, value=end))  # [... n + 1]

    inside = ops.clamp(y, min=-bound, max=bound)
    reached = ops.unsqueeze(inside, -1) >= low[..., 1:-1]
    index = ops.unsqueeze(ops.sum(ops.cast(reached, "int64"), -1), -1)  # [... 1] the bin

    def of_bin(values):
        return ops.squeeze(ops.gather(values, -1, index), -1)

    left, low, width, height = of_bin(left), of_bin(low), of_bin(width), of_bin(height)
    before, after = of_bin(slope[..., :-1]), of_bin(slope[..., 1:])
    steepness = height / width
    bend = before + after - 2 * steepness
    above = inside - low
    # The relative position within the bin, theta, is a root of a x^2 + b x + c.
    a = height * (steepness - before) + above * bend
    b = height * before - above * bend
    c = -steepness * above
    theta = 2 * c / (-b - ops.sqrt(b * b - 4 * a * c))
    outside = (y < -bound) | (y > bound)
    return ops.where(outside, y, theta * width + left)


def _edges(sizes, bound: float):
    """Unnormalised sizes [... n] -> where the bins start (and, last, end) [... n + 1], sizes."""
    bins = ops.shape(sizes)[-1]
    share = SMALLEST + (1 - SMALLEST * bins) * ops.softmax(sizes, -1)
    inner = 2 * bound * ops.cumsum(share, -1)[..., :-1] - bound
    first = ops.full((*ops.shape(inner)[:-1], 1), -bound, like=inner)
    edges = ops.cat([first, inner, -first], -1)
    return edges, edges[..., 1:] - edges[..., :-1]
