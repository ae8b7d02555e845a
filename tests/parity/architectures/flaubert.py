from typing import Any

import pytest
from parity.arch import Arch, Row
from parity.architectures.xlm import CONFIGS, OTHER, SEEN, rows, spoken
from parity.encoders import classes
from transformers.cache_utils import EncoderDecoderCache

FIRST = OTHER | dict(pre_norm=True)
HIDDEN: dict[str, Any] = dict(requests=dict(output_hidden_states=True))


def patch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Upstream asks its cache for that of a layer, which it has no more, where norms come first."""
    monkeypatch.setattr(EncoderDecoderCache, "__getitem__", lambda self, index: self, raising=False)


ARCH = Arch(
    "flaubert",
    "Flaubert",
    "xlm",
    configs=CONFIGS | {"first": FIRST},
    rows=[
        *rows("WithLMHeadModel"),
        Row("Model", "first", spoken(), **HIDDEN),
        Row("ForSequenceClassification", "first", spoken(labels=classes(5, 3)), **HIDDEN),
    ],
    patch=patch,
    must_see=SEEN["must_see"],
    must_see_options=[*SEEN["must_see_options"], {"pre_norm": False}],
    refuses=SEEN["refuses"],
)
