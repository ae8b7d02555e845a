"""MarkupLM's processor: pages of HTML as the texts of their nodes, with paths in the tree."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.errors import InputError, MissingDependencyError
from auto_core.processors.feature_extractor import FeatureExtractor
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature


class MarkupLMFeatureExtractor(FeatureExtractor):
    """HTML in, `nodes` and `xpaths` of each page out; needs Beautiful Soup."""

    model_input_names: ClassVar[list[str]] = []

    @classmethod
    def option_names(cls) -> tuple[str, ...]:
        return ()

    def _set(self, data: Mapping[str, Any]) -> None:
        for key, value in data.items():  # kept for the file
            if key not in ("processor_class", self.type_key):
                setattr(self, key, value)

    def __call__(self, html_strings: Any) -> BatchFeature:
        """`nodes`, the texts of each page, and `xpaths`, where they stand: /html/body/li[2].

        Raises:
            InputError: it is no string of HTML, nor a list of these.
            MissingDependencyError: Beautiful Soup is not installed.
        """
        pages = [html_strings] if isinstance(html_strings, str) else html_strings
        if not isinstance(pages, list | tuple) or not all(isinstance(p, str) for p in pages):
            raise InputError(f"Pages are strings of HTML, got {html_strings!r:.80}.")
        found = [_nodes(page) for page in pages]
        return BatchFeature(
            {
                "nodes": [[text for text, _ in page] for page in found],
                "xpaths": [[path for _, path in page] for page in found],
            }
        )


class MarkupLMProcessor(Processor):
    """Pages of HTML or, with `parse_html = False`, the texts and paths of their nodes."""

    parts = ("feature_extractor", "tokenizer")
    parse_html: bool = True

    def __call__(  # type: ignore[override]
        self,
        html_strings: Any = None,
        nodes: Any = None,
        xpaths: Any = None,
        node_labels: Any = None,
        questions: Any = None,
        **kwargs: Any,
    ) -> Any:
        """The model's inputs of pages, or of questions about them.

        Args:
            html_strings: a page or several.
            nodes, xpaths, node_labels: instead of it, with `parse_html = False`.
            questions: one for each page.

        Raises:
            InputError: pages are given where nodes are expected, or the other way round.
        """
        if self.parse_html:
            if html_strings is None or not (nodes is xpaths is node_labels is None):
                raise InputError(
                    "Pass html_strings alone, or set processor.parse_html = False to pass nodes, "
                    "xpaths and node_labels."
                )
            features = self.feature_extractor(html_strings)
            nodes, xpaths = features["nodes"], features["xpaths"]
            questions = [questions] if isinstance(questions, str) else questions
        elif html_strings is not None or nodes is None or xpaths is None:
            raise InputError(
                "With parse_html=False, pass nodes and xpaths instead of html_strings."
            )
        options = self._route(kwargs)["text_kwargs"]
        options.pop("xpaths", None)
        return self.tokenizer(
            nodes if questions is None else questions,
            None if questions is None else nodes,
            xpaths=xpaths,
            node_labels=node_labels,
            **options,
        )

    @property
    def model_input_names(self) -> list[str]:
        return [*self.tokenizer.model_input_names, "xpath_tags_seq", "xpath_subs_seq"]


def _nodes(page: str) -> list[tuple[str, str]]:
    """The texts of a page in order, without empty ones, and their paths."""
    try:
        from bs4 import BeautifulSoup, element
    except ImportError as error:
        raise MissingDependencyError(
            'Pages of HTML need Beautiful Soup. Install it with `pip install "auto-core[html]"`.'
        ) from error
    soup = BeautifulSoup(page, "html.parser")
    paths: dict[int, str] = {id(soup): ""}
    for parent in [soup, *soup.find_all(True)]:  # each one behind its own parent
        tags = [child for child in parent.children if isinstance(child, element.Tag)]
        total, seen = Counter(tag.name for tag in tags), Counter[str]()
        for tag in tags:
            seen[tag.name] += 1
            number = f"[{seen[tag.name]}]" if total[tag.name] > 1 else ""
            paths[id(tag)] = f"{paths[id(parent)]}/{tag.name}{number}"
    found = []
    for node in soup.descendants:
        if isinstance(node, element.NavigableString) and node.parent is not soup:
            text = html.unescape(str(node)).strip()
            if text:
                found.append((text, paths[id(node.parent)]))
    return found
