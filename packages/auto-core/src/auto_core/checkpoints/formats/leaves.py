"""The other way round than `layouts`: a checkpoint's names and layouts as upstream's TensorFlow
and Flax classes wrote them.

What a tensor is called there depends on the layer that holds it (a Linear's `weight` is a
`kernel`, in Flax an embedding's is an `embedding`), which a NumPy model without values tells.
"""

from __future__ import annotations

from collections.abc import Mapping

from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError

Kinds = Mapping[str, str]  # path of a module -> the name of its class

_CONVOLUTIONS = frozenset(
    (
        *("Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d"),
        "TokenConvolution",  # DeBERTa's
    )
)

# Kind of layer -> {name in the checkpoint: name there}; what is not listed keeps its name. So
# does an embedding's `weight`: upstream looks for it under this name wherever `embeddings` is
# absent, but never the other way round, and BERT's words are a `weight`.
_TENSORFLOW = {
    "Linear": {"weight": "kernel"},
    "LayerNorm": {"weight": "gamma", "bias": "beta"},
    "GroupNorm": {"weight": "gamma", "bias": "beta"},
    "BatchNorm": {
        **{"weight": "gamma", "bias": "beta"},
        **{"running_mean": "moving_mean", "running_var": "moving_variance"},
    },
}
_FLAX = {
    "Linear": {"weight": "kernel"},
    "Conv1D": {"weight": "kernel"},
    "Embedding": {"weight": "embedding"},
    "FixedPositions": {"weight": "embedding"},  # Whisper's
    "LayerNorm": {"weight": "scale"},
    "GroupNorm": {"weight": "scale"},
    "BatchNorm": {"weight": "scale", "running_mean": "mean", "running_var": "var"},
}


def to_tensorflow(tensor: StoredTensor, kinds: Kinds) -> StoredTensor:
    """`bert.encoder.layer.0.output.dense.weight`: `bert/encoder/layer_._0/output/dense/kernel`."""
    tensor = _weight_norm(tensor)
    if tensor.name.endswith(".weight_g"):
        tensor = tensor.permute(*reversed(range(len(tensor.shape))))
    path, leaf = _named(tensor, kinds, _TENSORFLOW)
    levels: list[str] = []
    for level in filter(None, path.split(".")):
        if level.isdigit() and levels:  # Keras has no lists: the number is part of the name
            levels[-1] += f"_._{level}"
        else:
            levels.append(level)
    return _turned(tensor, leaf).rename("/".join([*levels, leaf]))


def to_flax(tensor: StoredTensor, kinds: Kinds) -> StoredTensor:
    """`bert.encoder.layer.0.output.dense.weight`: `bert/encoder/layer/0/output/dense/kernel`."""
    path, leaf = _named(_weight_norm(tensor), kinds, _FLAX)
    return _turned(tensor, leaf).rename("/".join([*filter(None, path.split(".")), leaf]))


def _weight_norm(tensor: StoredTensor) -> StoredTensor:
    """Lengths and directions under their older names."""
    path, inside, number = tensor.name.rpartition(".parametrizations.weight.original")
    return tensor.rename(f"{path}.weight_{'gv'[int(number)]}") if inside else tensor


def _named(
    tensor: StoredTensor, kinds: Kinds, names: Mapping[str, Mapping[str, str]]
) -> tuple[str, str]:
    """The module's path, and what this tensor of it is called."""
    path, _, leaf = tensor.name.rpartition(".")
    if path not in kinds:
        raise InputError(f"The architecture has no module {path!r} for the tensor {tensor.name!r}.")
    kind = kinds[path]
    kind = "Linear" if kind in _CONVOLUTIONS else kind
    kind = "BatchNorm" if kind.startswith("BatchNorm") else kind
    return path, names.get(kind, {}).get(leaf, leaf)


def _turned(tensor: StoredTensor, leaf: str) -> StoredTensor:
    """Kernels `[out, in, *space]` as `[*space, in, out]`; all else as it is."""
    rank = len(tensor.shape)
    if leaf != "kernel" or rank < 2:
        return tensor
    return tensor.permute(*range(2, rank), 1, 0)
