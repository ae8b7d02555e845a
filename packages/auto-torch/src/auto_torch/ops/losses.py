"""Training losses, reduced to one number."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def cross_entropy(
    logits: Tensor,
    labels: Tensor,
    *,
    ignore_index: int,
    weight: Tensor | None = None,
    reduction: str = "mean",
) -> Tensor:
    return functional.cross_entropy(
        logits, labels.long(), weight=weight, ignore_index=ignore_index, reduction=reduction
    )


def l1_loss(input: Tensor, target: Tensor) -> Tensor:
    return functional.l1_loss(input, target)


def mse_loss(input: Tensor, target: Tensor) -> Tensor:
    return functional.mse_loss(input, target)


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(input, target)
