"""A progress bar for slow loads."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping

from huggingface_hub.utils import are_progress_bars_disabled

from auto_core.checkpoints.tensors import StoredTensor

PATIENCE = 2.0  # seconds before a bar is shown


def shown(tensors: Mapping[str, StoredTensor]) -> Iterator[tuple[str, StoredTensor]]:
    """The items, with a bar on stderr (bytes done of all) when they take over two seconds.

    There is none where stderr is no terminal, nor where the Hub's client shows none: with
    HF_HUB_DISABLE_PROGRESS_BARS=1 or after `huggingface_hub.utils.disable_progress_bars()`.
    """
    start, bar = time.monotonic(), None
    try:
        for count, (name, tensor) in enumerate(tensors.items(), 1):
            yield name, tensor
            if bar is not None:
                bar.update(tensor.nbytes)
            elif time.monotonic() - start > PATIENCE and _wanted():
                from tqdm import tqdm

                sizes = [tensor.nbytes for tensor in tensors.values()]
                bar = tqdm(
                    desc="Loading weights",
                    total=sum(sizes),
                    initial=sum(sizes[:count]),
                    unit="B",
                    unit_scale=True,
                    file=sys.stderr,
                )
    finally:
        if bar is not None:
            bar.close()


def _wanted() -> bool:
    return sys.stderr.isatty() and not are_progress_bars_disabled()
