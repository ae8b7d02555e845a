"""What torch.onnx's older exporter (`dynamo=False`), which traces, has no operators for."""

from __future__ import annotations

import torch


def lacks_operators() -> bool:
    """Whether that exporter looks on: RMS norms and grouped key heads are to be spelt out."""
    tracing = torch.jit.is_tracing()  # pyright: ignore[reportPrivateImportUsage]
    return tracing and torch.onnx.is_in_onnx_export()
