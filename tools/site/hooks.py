"""What mkdocs calls: programs in tabs, images of results, and a page for each model type made of
its classes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(Path(__file__).parent))

import illustrations  # noqa: E402
import model_pages  # noqa: E402
from frameworks import tabbed  # noqa: E402


def on_config(config: Any) -> Any:
    """The navigation's folders become lists of their pages."""
    types = [f"api/types/{name}.md" for name in model_pages.model_types()]
    decisions = sorted(f"decisions/{p.name}" for p in (ROOT / "docs/decisions").glob("*.md"))
    folders = {"api/types/": types, "decisions/": decisions}
    config.nav = _filled(config.nav, folders)
    return config


def _filled(nav: Any, folders: dict[str, list[str]]) -> Any:
    if isinstance(nav, str):
        return folders.get(nav, nav)
    if isinstance(nav, dict):
        return {title: _filled(part, folders) for title, part in nav.items()}
    return [_filled(part, folders) for part in nav]


def on_files(files: Any, config: Any) -> Any:
    """Adds the pages of the model types, and the images of results."""
    from mkdocs.structure.files import File

    for name in model_pages.model_types():
        page = model_pages.page(name)
        files.append(File.generated(config, f"api/types/{name}.md", content=page))
    for name in illustrations.ALL:
        content = illustrations.png(name)
        files.append(File.generated(config, f"illustrations/{name}.png", content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Puts each framework's spelling of a program into a tab of its own."""
    return tabbed(markdown)
