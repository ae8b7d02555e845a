"""Whether a repository's own code may run: only a caller who says so in so many words."""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError


def trusted(trust_remote_code: Any) -> bool:
    """The option, which is True or False and nothing that only counts as one of them.

    Raises:
        InputError: it is "False", 1, None, ...: text from a command line would run code.
    """
    if trust_remote_code is True or trust_remote_code is False:
        return trust_remote_code
    raise InputError(
        f"trust_remote_code is {trust_remote_code!r:.60} ({type(trust_remote_code).__name__}), "
        "expected True or False. True runs the repository's own code."
    )
