"""TensorFlow's and Flax's names and layouts, turned into the checkpoint's (which are torch's).

The rules are those of upstream's loaders in transformers 4, applied to each tensor by its name
alone. Shapes may still differ by dimensions of 1 (TensorFlow's GPT-2 biases, for one), which
`matching` settles because it knows the shape that is expected.
"""

from __future__ import annotations

import re

from auto_core.checkpoints.tensors import StoredTensor

# Last level of a TensorFlow variable's name -> the checkpoint's.
_TENSORFLOW = {
    **{"kernel": "weight", "embeddings": "weight", "gamma": "weight", "beta": "bias"},
    **{"moving_mean": "running_mean", "moving_variance": "running_var"},
    **{"depthwise_kernel": "depthwise.weight", "pointwise_kernel": "pointwise.weight"},
}
_FLAX = {"kernel": "weight", "scale": "weight", "embedding": "weight"}
_FLAX_STATISTICS = {"mean": "running_mean", "var": "running_var"}


def from_tensorflow(tensor: StoredTensor, *, model_level: bool) -> StoredTensor:
    """A variable such as `tf_bert_model/bert/encoder/layer_._0/output/dense/kernel:0`.

    The model's own level goes (`model_level`: it is there; where upstream left it out, names with
    "model." have it even so), `a___b` is `b`, `_._` parts levels, and kernels are turned.
    """
    name = tensor.name.removesuffix(":0")
    model_level = model_level or "model." in name
    name = re.sub(r"(^|/)[^/]*___([^/]*)/", r"\1\2/", name).replace("_._", "/")
    levels = [level for level in name.split("/") if level]
    if model_level and len(levels) > 1:
        del levels[0]
    leaf = levels[-1]
    if leaf == "depthwise_kernel" and len(tensor.shape) == 4:
        tensor = tensor.permute(2, 3, 0, 1)
    elif leaf.endswith("kernel") or not {"emb_projs", "out_projs"}.isdisjoint(levels):
        tensor = turn_kernel(tensor)
    levels[-1] = _TENSORFLOW.get(leaf, leaf)
    return tensor.rename(".".join(levels))


def from_flax(tensor: StoredTensor) -> StoredTensor:
    """A parameter such as `params/bert/pooler/dense/kernel` (or with dots)."""
    levels = re.split(r"[/.]", tensor.name)
    collection = levels[0] if len(levels) > 1 and levels[0] in ("params", "batch_stats") else ""
    if collection:
        del levels[0]
    if levels[-1] == "kernel":
        tensor = turn_kernel(tensor)
    names = _FLAX_STATISTICS if collection == "batch_stats" else _FLAX
    levels[-1] = names.get(levels[-1], levels[-1])
    return tensor.rename(".".join(levels))


def index_name(name: str, layout: str | None) -> str:
    """What the tensor that a shard index calls `name` is called here; layout: "tf", "flax", ..."""
    tensor = StoredTensor.dense(name, (), "bool", memoryview(b""))
    if layout == "tf":
        return from_tensorflow(tensor, model_level=True).name
    return from_flax(tensor).name if layout == "flax" else name


def turn_kernel(tensor: StoredTensor) -> StoredTensor:
    """`[*space, in, out]` as `[out, in, *space]`: a dense layer's transpose, and convolutions."""
    rank = len(tensor.shape)
    return tensor if rank < 2 else tensor.permute(rank - 1, rank - 2, *range(rank - 2))
