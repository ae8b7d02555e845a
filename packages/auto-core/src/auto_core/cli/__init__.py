"""The command line `auto`: what is in a checkpoint, what would be built from it, and why."""

from __future__ import annotations

import sys

from auto_core.cli.exits import MISSING


def main() -> None:
    """Run the command line; where its own libraries are missing, say which extra has them."""
    try:
        import rich  # noqa: F401
        import typer  # noqa: F401
    except ImportError as error:
        print(
            f"The command line needs {error.name}, which is not installed. Install it with "
            '`pip install "auto-core[cli]"`.',
            file=sys.stderr,
        )
        raise SystemExit(MISSING) from None
    from auto_core.cli.app import app
    from auto_core.cli.startup import quiet_tensorflow

    quiet_tensorflow()
    app()
