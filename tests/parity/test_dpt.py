"""DPT: what its readout may be."""

from __future__ import annotations

import pytest
from parity.architectures.dpt import HYBRID

from auto_core import DPTConfig, NumpyDPTForDepthEstimation
from auto_core.errors import ConfigError


def test_a_readout_that_is_set_later_is_refused() -> None:
    config = DPTConfig(**HYBRID)
    config.readout_type = "add"
    with pytest.raises(ConfigError, match="readout_type is 'add', expected 'project'"):
        NumpyDPTForDepthEstimation.skeleton(config)
