"""The windows of attention in Longformer and LED."""

from __future__ import annotations

from typing import Any


def windows_of(config: Any, layers: int) -> list[int]:
    """`attention_window` of each layer: an even number of tokens, half of them on each side.

    Raises:
        ConfigError: it is none, or there is not one for each layer.
    """
    given = config.attention_window
    windows = list(given) if isinstance(given, list | tuple) else [given] * layers
    if len(windows) != layers:
        config._refuse("attention_window", f"one number, or one for each of {layers} layers")
    if any(window % 2 or window < 2 for window in windows):
        config._refuse("attention_window", "even numbers above 0: half on each side of a token")
    return windows
