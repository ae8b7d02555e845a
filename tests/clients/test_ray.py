"""Jobs on the processes of Ray Data, on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import ray
from examples.repositories import TEXT, model, words

from auto_core.batch_inference import Embed, run
from auto_core.errors import InputError


def start_ray() -> None:
    """Ray with two cores; its processes have 30 seconds to start, which busy machines exceed."""
    for attempt in range(4):
        try:
            ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
            return
        except Exception:
            ray.shutdown()
            if attempt == 3:
                raise


@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_two_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")  # else a token is written to the home folder
    for part in [model("AutoModel", "bert", **TEXT), words()]:
        part(tmp_path)
    source, output = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    texts = [f"row {i} " * (1 + i % 3) for i in range(13)]
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    task = Embed(str(tmp_path), "numpy")
    start_ray()
    try:
        with pytest.raises(InputError, match="workers is 3, and the cluster has 2 cores"):
            run(source, output, task, rows_per_part=3, ray="auto", workers=3)
        first = output.with_name("out.jsonl.parts") / "part-000000.jsonl"
        first.write_text('{"text": "computed before", "embedding": [0]}\n')
        seen: list[int] = []
        done = run(source, output, task, rows_per_part=3, ray="auto", workers=2,
                   report=lambda n, _: seen.append(n))  # fmt: skip
        assert (done.parts, done.kept_parts, seen[0], seen[-1]) == (5, 1, 3, 13)
        rows = [json.loads(line) for line in output.read_text().splitlines()]
        assert [row["text"] for row in rows] == ["computed before", *texts[3:]]
        truth = np.array(task(texts[3:])["embedding"])
        assert np.allclose([row["embedding"] for row in rows[1:]], truth, atol=1e-5)
        source.write_text('{"text": "a"}\n{"text": 3}\n')
        with pytest.raises(InputError, match="Row 1 .* has 3 in the column 'text'"):
            run(source, output, task, ray="auto")
    finally:
        ray.shutdown()
