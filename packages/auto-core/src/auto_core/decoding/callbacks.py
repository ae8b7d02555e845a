"""Base classes, and lists, of what `generate` calls at each step; any function will do as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class LogitsProcessor:
    """Changes the scores [b v] of the next token, given the tokens [b t] so far."""

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        raise NotImplementedError


class StoppingCriteria:
    """Says for all sequences [b t], or for each [b], whether they end here."""

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        raise NotImplementedError


class LogitsProcessorList(list[Callable[..., Any]]):
    """Processors, called one after the other."""

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        for processor in self:
            scores = processor(input_ids, scores)
        return scores


class StoppingCriteriaList(list[Callable[..., Any]]):
    """Criteria of which any ends a sequence."""

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        ended: Any = False
        for criterion in self:
            ended = criterion(input_ids, scores, **kwargs) | ended
        return ended
