"""Batch inference over files of many rows: embeddings, classes or generated texts, resumable."""

from auto_core.batch_inference.job import Progress, run
from auto_core.batch_inference.tasks import Classify, Embed, Generate

__all__ = ["Classify", "Embed", "Generate", "Progress", "run"]
