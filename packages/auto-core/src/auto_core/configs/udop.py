"""UDOP (Tang et al., 2022, arXiv:2212.02623)."""

from __future__ import annotations

from typing import Any

from auto_core.configs.t5 import T5Config

# Kinds of biases: the factor of their distances, and the distance that ends their buckets.
_KINDS = {"1d": (1, 128), "horizontal": (100, 100), "vertical": (100, 100)}
_BIAS_FIELDS = {
    "type",
    "num_heads",
    "relative_attention_num_buckets",
    "bidirectional",
    "scaling_factor",
    "max_distance",
    "level",
    "augmentation",
    "prefix_bucket",
    "expand",
}


class UdopConfig(T5Config):
    """Sizes and options of UDOP: T5's, and those of images and positions on the page. The defaults
    are udop-large's."""

    model_type = "udop"

    vocab_size: int = 33201
    d_model: int = 1024
    d_ff: int = 4096
    num_layers: int = 24
    num_heads: int = 16
    # One bias of the encoder's attention each; in order, along the text, across and down the page.
    relative_bias_args: list[dict[str, Any]] | None = None
    max_2d_position_embeddings: int = 1024
    image_size: int = 224
    patch_size: int = 16
    num_channels: int = 3

    def _complete(self) -> None:
        *_, name = self.feed_forward_proj.split("-")
        self.dense_act_fn = self.dense_act_fn or name  # "gated-gelu" is the exact GELU here
        self.tie_word_embeddings = True
        super()._complete()
        if self.relative_bias_args is None:
            self.relative_bias_args = [{"type": kind} for kind in _KINDS]
        if not self.relative_bias_args:
            self._refuse("relative_bias_args", "one bias at least")
        for index in range(len(self.relative_bias_args)):
            self._check_bias(index)
        if not 0 < self.patch_size <= self.image_size:
            self._refuse("patch_size", f"1 to image_size={self.image_size}")
        if self.max_2d_position_embeddings < 1:
            self._refuse("max_2d_position_embeddings", "at least 1")

    def _check_bias(self, index: int) -> None:
        given = self.relative_bias_args[index]  # type: ignore[index]
        if given.get("type") not in _KINDS or not set(given) <= _BIAS_FIELDS:
            self._refuse(
                "relative_bias_args", f"a type of {', '.join(_KINDS)} in each, and options"
            )
        if given.get("num_heads", self.num_heads) != self.num_heads:
            self._refuse("relative_bias_args", f"num_heads={self.num_heads} in each")
        if given.get("augmentation") or given.get("expand"):
            self._refuse(
                "relative_bias_args", "no augmentation or expand, which are not implemented"
            )
        bias = self.bias(index)
        for name, least in (("relative_attention_num_buckets", 4), ("max_distance", 1)):
            value = bias[name]
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 2**16:
                self._refuse("relative_bias_args", f"{name} of {least} to {2**16 - 1}")
        factor = bias["scaling_factor"]
        if isinstance(factor, bool) or not isinstance(factor, int | float):
            self._refuse("relative_bias_args", "a number as scaling_factor")
        if factor != 1 if bias["type"] == "1d" else not factor > 1:
            self._refuse("relative_bias_args", "scaling_factor 1 along the text, more on the page")

    def bias(self, index: int) -> dict[str, Any]:
        """What a bias of `relative_bias_args` is made of, with defaults."""
        given = self.relative_bias_args[index]  # type: ignore[index]
        factor, most = _KINDS[given["type"]]
        defaults = dict(
            relative_attention_num_buckets=32,
            bidirectional=True,
            scaling_factor=factor,
            max_distance=most,
            prefix_bucket=False,
        )
        return {**defaults, **given}
