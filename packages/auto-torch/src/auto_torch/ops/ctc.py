"""Connectionist temporal classification."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from auto_core.ops.ctc import Reduction
from auto_torch.ops.math import in_float32


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor,
    target_lengths: Tensor,
    *,
    blank: int,
    reduction: Reduction,
    zero_infinity: bool,
) -> Tensor:
    targets = targets.clamp(min=0)  # what is beyond a length is not read, but checked
    tensors = (targets, input_lengths, target_lengths)
    if torch.compiler.is_compiling():
        losses = in_float32(_traceable, log_probs, *tensors, blank, zero_infinity)
    else:
        losses = in_float32(_losses, log_probs, *tensors, blank, zero_infinity)
    if reduction == "mean":
        return (losses / target_lengths.clamp(min=1)).mean()
    return losses.sum() if reduction == "sum" else losses


def _losses(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity) -> Tensor:
    return functional.ctc_loss(
        log_probs, targets, input_lengths, target_lengths, blank, "none", zero_infinity
    )


# torch's own cannot be traced: its sizes follow from the lengths. This operator of ours can; it
# returns the gradient along with the losses.
@torch.library.custom_op(
    "auto_torch::ctc_loss",
    mutates_args=(),
    schema="(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths,"
    " int blank, bool zero_infinity) -> (Tensor, Tensor)",
)
def _losses_and_gradient(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity):
    lengths = (input_lengths, target_lengths)
    losses, log_alpha = torch.ops.aten._ctc_loss(log_probs, targets, *lengths, blank, zero_infinity)
    gradient = torch.ops.aten._ctc_loss_backward(
        torch.ones_like(losses),
        *(log_probs, targets, *lengths, losses, log_alpha, blank, zero_infinity),
    )
    return (torch.where(losses.isinf(), 0, losses) if zero_infinity else losses), gradient


@_losses_and_gradient.register_fake
def _(log_probs, *lengths_and_options):
    return log_probs.new_empty(log_probs.shape[1]), torch.empty_like(log_probs)


def _save(ctx, inputs, output):
    ctx.save_for_backward(output[1])


def _backward(ctx, of_losses, of_gradient):
    (gradient,) = ctx.saved_tensors
    return gradient * of_losses[:, None], None, None, None, None, None


_losses_and_gradient.register_autograd(_backward, setup_context=_save)


def _traceable(*args) -> Tensor:
    return _losses_and_gradient(*args)[0]
