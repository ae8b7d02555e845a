"""AST: both heads, losses, overlapping patches."""

from __future__ import annotations

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.checks import expected

from auto_core import ASTConfig
from auto_core.errors import ConfigError, InputError

CASES = architecture("audio_spectrogram_transformer").by_id()


def test_refuses() -> None:
    with pytest.raises(ConfigError, match="at least patch_size=16"):
        ASTConfig(num_mel_bins=8)
    model = backends.load("numpy", "ASTModel", expected(CASES["Model-default"]).directory)
    with pytest.raises(InputError, match=r"\(20, 11\), expected \(22, 11\)"):
        model(np.zeros((1, 20, 11)))
