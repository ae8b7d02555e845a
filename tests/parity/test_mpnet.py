"""MPNet, with texts longer than its widest bucket of distances, against transformers."""

from __future__ import annotations

import pytest

from auto_core import MPNetConfig
from auto_core.errors import ConfigError


def test_fewer_buckets_than_distances_have_are_refused() -> None:
    with pytest.raises(ConfigError, match="at least 32"):
        MPNetConfig(relative_attention_num_buckets=16)
