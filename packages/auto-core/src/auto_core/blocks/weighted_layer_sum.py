"""Weighted sum of all layers' hidden states: Yang et al., 2021, arXiv:2105.01051 (SUPERB)."""

from __future__ import annotations

from auto_core.errors import InputError

from .. import ops


def layer_sum(weights, states):
    """[b t d]: the sum of hidden states, one per layer, weighed by softmax(weights [layers])."""
    if states is None:
        raise InputError(
            "use_weighted_layer_sum=True needs the hidden states of every layer: make "
            "encoder_outputs with output_hidden_states=True."
        )
    weights = ops.softmax(ops.asarray(weights), -1)
    return ops.einsum("bltd,l->btd", ops.stack(list(states), 1), weights)
