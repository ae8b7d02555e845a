"""Training mode."""

from __future__ import annotations

import torch


def in_training(module: torch.nn.Module) -> bool:
    return module.training
