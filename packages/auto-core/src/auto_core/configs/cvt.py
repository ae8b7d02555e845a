"""CvT (Wu et al., 2021, arXiv:2103.15808)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

_PER_STAGE = (
    "patch_sizes",
    "patch_stride",
    "patch_padding",
    "embed_dim",
    "num_heads",
    "mlp_ratio",
    "attention_drop_rate",
    "drop_rate",
    "drop_path_rate",
    "qkv_bias",
    "cls_token",
    "qkv_projection_method",
    "kernel_qkv",
    "padding_kv",
    "stride_kv",
    "padding_q",
    "stride_q",
)


class CvtConfig(PreTrainedConfig):
    """Sizes and options of CvT, of each stage. The defaults are microsoft/cvt-13."""

    model_type = "cvt"

    num_channels: int = 3
    patch_sizes: list[int] | tuple[int, ...] = (7, 3, 3)
    patch_stride: list[int] | tuple[int, ...] = (4, 2, 2)
    patch_padding: list[int] | tuple[int, ...] = (2, 1, 1)
    embed_dim: list[int] | tuple[int, ...] = (64, 192, 384)
    num_heads: list[int] | tuple[int, ...] = (1, 3, 6)
    depth: list[int] | tuple[int, ...] = (1, 2, 10)
    mlp_ratio: list[float] | tuple[float, ...] = (4.0, 4.0, 4.0)
    attention_drop_rate: list[float] | tuple[float, ...] = (0.0, 0.0, 0.0)
    drop_rate: list[float] | tuple[float, ...] = (0.0, 0.0, 0.0)
    drop_path_rate: list[float] | tuple[float, ...] = (0.0, 0.0, 0.1)
    qkv_bias: list[bool] | tuple[bool, ...] = (True, True, True)
    cls_token: list[bool] | tuple[bool, ...] = (False, False, True)
    qkv_projection_method: list[str] | tuple[str, ...] = ("dw_bn", "dw_bn", "dw_bn")
    kernel_qkv: list[int] | tuple[int, ...] = (3, 3, 3)
    padding_kv: list[int] | tuple[int, ...] = (1, 1, 1)
    stride_kv: list[int] | tuple[int, ...] = (2, 2, 2)
    padding_q: list[int] | tuple[int, ...] = (1, 1, 1)
    stride_q: list[int] | tuple[int, ...] = (1, 1, 1)
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12  # kept in files, of no effect: norms have 1e-5

    def _complete(self) -> None:
        super()._complete()
        stages = len(self.depth)
        for field in _PER_STAGE:
            if len(getattr(self, field)) != stages:
                self._refuse(field, f"one for each of depth={list(self.depth)}")
        if any(d % heads for d, heads in zip(self.embed_dim, self.num_heads, strict=True)):
            self._refuse("num_heads", f"divisors of embed_dim={list(self.embed_dim)}")
        if any(
            d != self.embed_dim[-1]
            for d, has in zip(self.embed_dim, self.cls_token, strict=True)
            if has
        ):
            self._refuse("cls_token", "True for stages as wide as the last")
        if set(self.qkv_projection_method) != {"dw_bn"}:
            self._refuse("qkv_projection_method", '"dw_bn", the only one that there is')
        # Queries are added to what they are made of, so there have to be as many.
        if set(self.stride_q) != {1}:
            self._refuse("stride_q", "1")
        for kernel, padding in zip(self.kernel_qkv, self.padding_q, strict=True):
            if kernel != 2 * padding + 1:
                self._refuse(
                    "padding_q", f"half of kernel_qkv={list(self.kernel_qkv)}, which is odd"
                )
