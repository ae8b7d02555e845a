"""Which parity tests a run leaves out."""

from __future__ import annotations

import pytest
from parity.arch import ALL


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Flax runs the table of architectures, and of what stands beside it all with `make test-all`.

    XLA compiles each shape of each operation, which took a third of the suite's time there. What a
    single architecture does beyond its forward pass is the same code on every backend, and the
    operations themselves are held to NumPy's by `tests/conformance`.

    Of architectures that transformers 5 has no class of, which have no row in the table, what
    would be their rows runs there too.
    """
    if ALL or config.getoption("--changed"):
        return

    def is_left_out(item: pytest.Item) -> bool:
        given = getattr(item, "callspec", None)
        beside = item.path.parent.name == "parity" and item.path.stem not in TABLES
        if item.path.stem in WITHOUT_ROWS and item.name.partition("[")[0] in FORWARD:
            return False
        return beside and given is not None and given.params.get("backend") == "flax"

    left_out = [item for item in items if is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not is_left_out(item)]


TABLES = ("test_architectures", "test_every_class")
WITHOUT_ROWS = (
    "test_chronos_bolt",
    "test_ernie_m",
    "test_nezha",
    "test_recorded",
    "test_transfo_xl",
)
FORWARD = (
    "test_forward",
    "test_what_transformers_4_computes",
    "test_what_transformers_computes",
)
