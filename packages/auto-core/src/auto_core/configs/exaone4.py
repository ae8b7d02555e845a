"""EXAONE 4.0 (LG AI Research, 2025, arXiv:2507.11407)."""

from __future__ import annotations

from auto_core.configs._rotary import SlidingDecoderConfig


class Exaone4Config(SlidingDecoderConfig):
    """Sizes and options of EXAONE 4.0. The defaults are upstream's, near EXAONE-4.0-32B."""

    model_type = "exaone4"

    vocab_size: int = 102400
    intermediate_size: int = 16384
    num_key_value_heads: int | None = 32
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = 0
    # Every so many layers one has full attention, where layer_types is not given; files that give
    # it may have a text such as "LLLG" here.
    sliding_window_pattern: int | str | None = 4

    def _complete(self) -> None:
        super()._complete()
        pattern = 0 if self.sliding_window is None else self.sliding_window_pattern or 0
        if isinstance(pattern, int):
            self._slide_but_every(pattern)
        elif self.layer_types is None:
            self._refuse("sliding_window_pattern", "a number where there are no layer_types")
        self._check_layer_types()

    def rotates(self, layer: int) -> bool:
        """Whether a layer rotates its queries and keys."""
        return self.sliding_window is None or self.slides(layer)
