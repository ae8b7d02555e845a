"""The layers are NNX's own, and modules written for this vocabulary are plain NNX modules."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from numpy.testing import assert_allclose, assert_array_equal

from auto_flax import nn, ops


@pytest.mark.parametrize(
    ("layer", "native"),
    [
        (nn.Linear(2, 3), nnx.Linear),
        (nn.Embedding(2, 3), nnx.Embed),
        (nn.LayerNorm(2, eps=1e-5), nnx.LayerNorm),
        (nn.Dropout(0.5), nnx.Dropout),
        (nn.ModuleList([]), nnx.List),
        (nn.Module(), nnx.Module),
        (nn.Parameter((2,), init="zeros"), nnx.Param),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_layers_are_native(layer, native):
    assert isinstance(layer, native)


def test_a_large_mean_does_not_spoil_the_variance():
    norm = nn.LayerNorm(4, eps=1e-6)
    norm.scale.set_value(jnp.ones(4))
    norm.bias.set_value(jnp.zeros(4))
    x = np.array([[1.0, 2.0, 3.0, 4.0]], np.float32)
    assert_allclose(norm(x + 2**14), norm(x), rtol=1e-4)


def test_an_index_outside_the_table_shows():
    table = nn.Embedding(2, 3)
    table.embedding.set_value(jnp.ones((2, 3)))
    assert_array_equal(jnp.isnan(table(np.array([1, 2]))).all(-1), [False, True])


def test_dropout_alone():
    drop = nn.Dropout(0.25)
    x = np.ones((400, 100), np.float32)
    y = np.asarray(drop(x))
    assert set(np.unique(y)) == {0.0, np.float32(1 / 0.75)}
    assert abs((y == 0).mean() - 0.25) < 0.01
    assert_array_equal(drop.eval()(x), x)
    assert not drop.training and drop.train().training


@pytest.mark.parametrize("kind", ["threefry2x32", "rbg"])
def test_dropout_samples_as_with_a_key_of_nnx(kind: str) -> None:
    with jax.default_prng_impl(kind):
        np.random.seed(3)
        seed = np.random.randint(2**31)
        np.random.seed(3)
        stream = nn.Dropout(0.5).rngs
        native = nnx.RngStream(jax.random.key(seed), tag="dropout")
        for ours, theirs in ((stream(), native()), (stream.fork()(), native.fork()())):
            assert_array_equal(jax.random.key_data(ours), jax.random.key_data(theirs))


def test_a_module_may_hold_nothing_and_later_a_layer():
    class Head(nn.Module):
        def __init__(self):
            super().__init__()
            self.extra = None
            self.token = nn.Parameter((1, 2), init="ones")

        def forward(self, x):
            x = x + ops.asarray(self.token)
            return x if self.extra is None else self.extra(x)

    head = Head()
    head.token.set_value(jnp.ones((1, 2)))
    assert_array_equal(nnx.jit(lambda m, x: m(x))(head, np.zeros((3, 2), np.float32)), 1)
    head.extra = nn.Dropout(0.0)
    assert_array_equal(head(jnp.zeros((3, 2))), 1)


def test_rows_that_see_nothing_get_no_nan_gradient():
    import jax

    q, k, v = (jnp.ones((1, 2, 1, 4)) for _ in range(3))
    mask = np.array([[True, True], [False, False]])[None, None]

    def total(q, k, v):
        return ops.attention(q, k, v, scale=0.5, mask=jnp.asarray(mask))[0].sum()

    for grad in jax.grad(total, argnums=(0, 1, 2))(q, k, v):
        assert np.isfinite(grad).all()
