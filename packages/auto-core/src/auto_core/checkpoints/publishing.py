"""Uploading what can be saved."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from auto_core.checkpoints import hub


class Publishable:
    """`push_to_hub` for anything that has `save_pretrained`."""

    if TYPE_CHECKING:
        save_pretrained: Any

    def push_to_hub(
        self,
        repo_id: str,
        *,
        token: str | bool | None = None,
        private: bool | None = None,
        commit_message: str | None = None,
        revision: str | None = None,
        create_pr: bool = False,
        **save_options: Any,
    ) -> str:
        """Save into a temporary directory and upload that as one commit.

        The repository is created if need be. `save_options` are those of `save_pretrained`.

        Returns: the address of the commit (or of the pull request).

        Raises:
            CheckpointError: the Hub refuses (no such namespace, wrong token, ...).
        """
        with tempfile.TemporaryDirectory() as folder:
            self.save_pretrained(folder, **save_options)
            return hub.push(
                folder,
                repo_id,
                token=token,
                private=private,
                commit_message=commit_message or f"Upload {type(self).__name__}",
                revision=revision,
                create_pr=create_pr,
            )
