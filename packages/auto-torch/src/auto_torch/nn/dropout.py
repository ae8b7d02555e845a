"""Dropout."""

import torch

Dropout = torch.nn.Dropout
