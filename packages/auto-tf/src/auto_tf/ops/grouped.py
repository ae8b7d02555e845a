"""Products of rows with the matrix of the group that each belongs to: mixtures of experts.

Rows go through their group's matrix in blocks of one size, as many as the sizes of the groups
ask for: slices whose sizes do not follow from values, so that XLA takes them. The rows by which
a group's last block is too long are left out of the result.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from auto_tf.ops.tensor import Tensor

_LARGEST = 128  # rows of a block


def grouped_matmul(x: Tensor, weight: Any, sizes: Tensor, *, transpose: bool) -> Tensor:
    sizes = tf.cast(sizes, tf.int32)
    if not tf.is_tensor(weight):  # experts that are kept quantised
        return _packed(x, weight, sizes, transpose != weight.packed.turned)

    @tf.custom_gradient  # a loop's own would hold a whole weight for each block
    def product(x: Tensor, weight: Tensor) -> Any:
        def gradient(upstream: Any) -> tuple[Tensor, Tensor]:
            upstream = tf.convert_to_tensor(upstream)  # that of a gather holds indexed slices
            pair = (upstream, x) if transpose else (x, upstream)
            own = grouped_matmul(upstream, weight, sizes, transpose=not transpose)
            return own, _outer(*pair, sizes)

        return _product(x, weight, sizes, transpose), gradient

    return product(x, tf.convert_to_tensor(weight))


def _packed(x: Tensor, weight: Any, sizes: Tensor, transpose: bool) -> Tensor:
    @tf.custom_gradient
    def product(x: Tensor) -> Any:
        def gradient(upstream: Any) -> Tensor:
            return _packed(tf.convert_to_tensor(upstream), weight, sizes, not transpose)

        return _product(x, weight, sizes, transpose), gradient

    return product(x)


def _product(x: Any, weight: Any, sizes: Any, transpose: bool) -> Tensor:
    size = _block(x, sizes)
    starts, groups = _blocks(sizes, size, tf.shape(x)[0])
    padded = tf.pad(x, [[0, size], [0, 0]])
    kept = None if tf.is_tensor(weight) else weight.packed
    *_, outputs, inputs = weight.shape if kept is None else kept.shape
    width = outputs if transpose else inputs

    def step(index: Tensor, parts: tf.TensorArray) -> tuple[Tensor, tf.TensorArray]:
        part = tf.slice(padded, [starts[index], 0], [size, x.shape[1]])
        group = groups[index]
        matrix = weight[group] if kept is None else weight.unpacked(x.dtype, group)
        part = tf.matmul(part, matrix, transpose_b=transpose)
        return index + 1, parts.write(index, part)

    most = tf.shape(starts)[0]
    parts = tf.TensorArray(x.dtype, most, element_shape=(None, width))
    count = tf.reduce_sum(-(-sizes // size))
    empty = tf.zeros([size, width], x.dtype)
    _, parts = tf.while_loop(lambda index, _: index < count, step, (tf.constant(0), parts))
    # What no group asks for is written too: XLA knows the number of blocks only at their most.
    _, parts = tf.while_loop(
        lambda index, _: index < most,
        lambda index, parts: (index + 1, parts.write(index, empty)),
        (count, parts),
    )
    rows = tf.reshape(parts.stack(), [-1, width])
    return tf.gather(rows, _slots(sizes, size, tf.shape(x)[0]))


def _outer(x: Tensor, y: Tensor, sizes: Tensor) -> Tensor:
    """[g i o]: x.T @ y of the rows [n i] and [n o] of each group."""
    size = _block(x, sizes)
    starts, groups = _blocks(sizes, size, tf.shape(x)[0])
    slots = _slots(sizes, size, tf.shape(x)[0])[:, None]

    def blocked(rows: Tensor) -> Tensor:  # [n i] -> [blocks size i], zeros where no row is
        whole = [tf.shape(starts)[0] * size, rows.shape[1]]
        return tf.reshape(tf.scatter_nd(slots, rows, whole), [-1, size, rows.shape[1]])

    products = tf.matmul(blocked(x), blocked(y), transpose_a=True)
    return tf.math.unsorted_segment_sum(products, groups, sizes.shape[0])


def _block(x: Tensor, sizes: Any) -> Any:
    """Half of what a group has if all have the same, up to a limit."""
    return tf.clip_by_value(tf.shape(x)[0] // (2 * sizes.shape[0]), 1, _LARGEST)


def _blocks(sizes: Any, size: Any, rows: Any) -> tuple[Tensor, Tensor]:
    """The first row of each block and its group; as many as there may be, the last ones void."""
    blocks = -(-sizes // size)
    last, ends = tf.cumsum(blocks), tf.cumsum(sizes)
    index = tf.range(rows // size + sizes.shape[0])
    groups = tf.minimum(tf.searchsorted(last, index, side="right"), sizes.shape[0] - 1)
    start = tf.gather(ends - sizes, groups) + (index - tf.gather(last - blocks, groups)) * size
    return tf.clip_by_value(start, 0, rows), groups


def _slots(sizes: Tensor, size: Tensor, rows: Tensor) -> Tensor:
    """[n], where each row is among the rows of the blocks."""
    blocks = -(-sizes // size)
    ends, index = tf.cumsum(sizes), tf.range(rows)
    group = tf.searchsorted(ends, index, side="right")
    first = tf.gather((tf.cumsum(blocks) - blocks) * size - (ends - sizes), group)
    return first + index
