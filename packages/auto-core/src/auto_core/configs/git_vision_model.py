"""GIT's image encoder as a model of its own; see git.py."""

from auto_core.configs.git import GitVisionConfig

__all__ = ["GitVisionConfig"]
