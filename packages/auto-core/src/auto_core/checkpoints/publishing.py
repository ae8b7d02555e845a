"""Uploading what can be saved."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from auto_core.checkpoints import hub

if TYPE_CHECKING:
    from huggingface_hub import CommitInfo


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
        tags: str | Sequence[str] | None = None,
        **save_options: Any,
    ) -> CommitInfo:
        """Save into a temporary directory and upload that as one commit.

        The repository is created if need be. `save_options` are those of `save_pretrained`.

        `tags`, and those of a model's `add_model_tags`, go into the model card (README.md); the
        card that the repository has already keeps its own.

        Returns: the commit, which is the text of its address; of a pull request with `pr_url`.

        Raises:
            CheckpointError: the Hub refuses (no such namespace, wrong token, ...).
        """
        with tempfile.TemporaryDirectory() as folder:
            self.save_pretrained(folder, **save_options)
            known = getattr(self, "model_tags", None) or []
            if wanted := [*known, *([tags] if isinstance(tags, str) else tags or ())]:
                hub.write_card(folder, repo_id, wanted, token)
            return hub.push(
                folder,
                repo_id,
                token=token,
                private=private,
                commit_message=commit_message or f"Upload {type(self).__name__}",
                revision=revision,
                create_pr=create_pr,
            )
