"""AWQ in the layout of its matrix product (`gemm`): Lin et al., 2023, arXiv:2306.00978.

Four bits, packed along the output in words of eight whose columns are interleaved; a scale and a
zero point for each group of inputs: w = (q - z) * s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.checkpoints.quantized.groups import Format, Group
from auto_core.checkpoints.quantized.unpacking import Affine, Array, whole
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import ConfigError

_COLUMNS = [0, 4, 1, 5, 2, 6, 3, 7]  # where in a word each of eight columns is


class Awq(Format):
    title = "AWQ (gemm)"
    methods = ("awq",)
    roles: ClassVar = {"qweight": (".qweight",), "qzeros": (".qzeros",), "scales": (".scales",)}

    def __init__(self, settings: Mapping[str, Any]):
        super().__init__(settings)
        bits = self.setting("bits", int, self.setting("w_bit", int, 4))
        version = settings.get("version", settings.get("format")) or "gemm"
        # ExLlama and IPEX are kernels, which take weights of this layout.
        if bits != 4 or str(version).lower() not in ("gemm", "exllama", "ipex"):
            raise ConfigError(
                f"quantization_config: AWQ of {bits} bits in the layout {version!r:.40} is not "
                "read, only 4 bits in the layout 'gemm'."
            )

    def unpacked(self, group: Group) -> StoredTensor:
        words = group.part("qweight", "int32", rank=2)
        zeros = group.part("qzeros", "int32", rank=2)
        scales = group.part("scales", "float16", "bfloat16", "float32", rank=2)
        inputs, outputs = words.shape[0], 8 * words.shape[1]
        given = self.setting("group_size", int, self.setting("q_group_size", int, 128))
        size = inputs if given == -1 else given
        count = scales.shape[0]
        if size < 1 or inputs % size or count != inputs // size:
            group.fail(
                f"{inputs} inputs and {count} groups of scales do not fit group_size={given}"
            )
        if scales.shape[1] != outputs or zeros.shape != (count, words.shape[1]):
            group.fail(
                f"{zeros.name!r} {list(zeros.shape)} and {scales.name!r} {list(scales.shape)} do "
                f"not fit {words.name!r} {list(words.shape)}"
            )

        def block(start: int, stop: int) -> tuple[Array, Array, Array]:
            packed = slice(start // 8, -(-stop // 8))
            q = _columns(words.numpy()[:, packed]).T.astype(np.int16) - 8  # [n in]
            z = _columns(zeros.numpy()[:, packed]).T.astype(np.int16) - 8
            return q, scales.numpy()[:, start:stop].T, z

        return group.affine(Affine(block, 4, size, scales.dtype, unit=8), (outputs, inputs))


def _columns(words: Array) -> Array:
    """[k n] words -> [k 8n], the columns in order."""
    numbers = whole(words, 4, 8 * words.shape[-1])
    numbers = numbers.reshape(*words.shape, 8)[..., _COLUMNS]
    return np.ascontiguousarray(numbers).reshape(len(words), -1)
