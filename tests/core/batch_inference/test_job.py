"""Jobs over files: the results of each row, also after a kill, in every format."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from examples.repositories import GPT2, T5, TEXT, chat, model, words
from parity.backends import BACKENDS
from typer.testing import CliRunner

from auto_core import AutoTokenizer
from auto_core.auto.modeling import FAMILIES, auto_class
from auto_core.batch_inference import Classify, Embed, Generate, run
from auto_core.cli.app import app
from auto_core.errors import InputError, MissingDependencyError, UnsupportedTaskError

DISTILBERT = dict(vocab_size=30522, dim=16, n_layers=1, n_heads=2, hidden_dim=16)
TEMPLATE = "{% for m in messages %}{{ m.role }}: {{ m.content }} {% endfor %}assistant:"
ROWS = [{"id": i, "text": "the cat sat on a mat " * (1 + i * 5 % 7) + str(i)} for i in range(11)]


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The folder of a tiny model."""
    made: dict[str, Path] = {}
    kinds = {
        "embed": [model("AutoModel", "bert", **TEXT), words()],
        "classify": [
            model("AutoModelForSequenceClassification", "bert", **TEXT, num_labels=3), words()
        ],
        "several": [
            model("AutoModelForSequenceClassification", "bert", **TEXT, num_labels=3,
                  problem_type="multi_label_classification"), words()
        ],
        "score": [
            model("AutoModelForSequenceClassification", "bert", **TEXT, num_labels=1), words()
        ],
        "encoder": [model("AutoModel", "distilbert", **DISTILBERT), words()],
        "generate": [model("AutoModelForCausalLM", "gpt2", **GPT2, n_positions=80), words()],
        "chat": [
            model("AutoModelForCausalLM", "gpt2", **GPT2, n_positions=80), words(), chat(TEMPLATE)
        ],
        "translate": [model("AutoModelForSeq2SeqLM", "t5", **T5), words()],
    }  # fmt: skip

    def folder(kind: str) -> Path:
        if kind not in made:
            made[kind] = tmp_path_factory.mktemp(kind)
            for part in kinds[kind]:
                part(made[kind])
        return made[kind]

    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def loaded(backend: str, task: str, folder: Path) -> tuple[Any, Any]:
    network = auto_class(FAMILIES[backend][1], task).from_pretrained(folder)
    return network, AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("backend", BACKENDS)
def test_embed(repository: Any, source: Path, tmp_path: Path, backend: str) -> None:
    folder = repository("embed")
    network, _ = loaded(backend, "sentence-embedding", folder)
    truth = network.encode([row["text"] for row in ROWS], normalize_embeddings=True)
    task = Embed(str(folder), backend, 2, normalize_embeddings=True)
    for name in ("out.npy", "out.parquet", "out.jsonl", "out.csv"):
        run(source, tmp_path / name, task, rows_per_part=4)
        if name == "out.npy":
            found = np.load(tmp_path / name)
        elif name == "out.parquet":
            table = pq.read_table(tmp_path / name)
            assert table["id"].to_pylist() == list(range(11))
            found = np.array(table["embedding"].to_pylist())
        elif name == "out.jsonl":
            found = np.array([row["embedding"] for row in json_lines(tmp_path / name)])
        else:
            with (tmp_path / name).open(newline="") as file:
                rows = list(csv.DictReader(file))
            assert [row["text"] for row in rows] == [row["text"] for row in ROWS]
            found = np.array([json.loads(row["embedding"]) for row in rows])
        assert np.allclose(found, truth, atol=1e-5), name
    assert not list(tmp_path.glob("*.parts"))


@pytest.mark.parametrize("backend", BACKENDS)
def test_classify(repository: Any, source: Path, tmp_path: Path, backend: str) -> None:
    folder = repository("classify")
    run(source, tmp_path / "out.jsonl", Classify(str(folder), backend, 3, all_scores=True))
    network, tokenizer = loaded("numpy", "sequence-classification", folder)
    rows = json_lines(tmp_path / "out.jsonl")
    for row, found in zip(ROWS, rows, strict=True):
        logits = network(**tokenizer(row["text"], return_tensors="np")).logits[0].astype(float)
        truth = np.exp(logits) / np.exp(logits).sum()
        assert found["id"] == row["id"]
        assert found["prediction"] == f"LABEL_{truth.argmax()}"
        assert np.isclose(found["score"], truth.max(), atol=1e-4)
        assert np.allclose(list(found["scores"].values()), truth, atol=1e-4)


def test_labels_that_hold_together_and_a_single_one(
    repository: Any, source: Path, tmp_path: Path
) -> None:
    texts = [row["text"] for row in ROWS]
    for kind in ("several", "score"):
        task = Classify(str(repository(kind)), "numpy")
        found = task(texts)
        network, tokenizer = loaded("numpy", "sequence-classification", repository(kind))
        for index, text in enumerate(texts):
            logits = network(**tokenizer(text, return_tensors="np")).logits[0].astype(float)
            truth = 1 / (1 + np.exp(-logits))
            if kind == "score":
                assert np.isclose(found["score"][index], truth[0], atol=1e-5)
            else:
                chosen = [f"LABEL_{i}" for i in range(3) if truth[i] >= 0.5]
                assert found["prediction"][index] == chosen
                assert np.allclose(found["score"][index], truth[truth >= 0.5], atol=1e-5)


@pytest.mark.parametrize("kind", ["generate", "chat", "translate"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_generate(repository: Any, source: Path, tmp_path: Path, backend: str, kind: str) -> None:
    """Texts of other lengths in a batch change nothing; templates are those of conversations."""
    folder = repository(kind)
    run(source, tmp_path / "out.jsonl",
        Generate(str(folder), backend, 4, options={"max_new_tokens": 5}))  # fmt: skip
    task = "seq2seq-lm" if kind == "translate" else "causal-lm"
    network, tokenizer = loaded("numpy", task, folder)
    for row, found in zip(ROWS, json_lines(tmp_path / "out.jsonl"), strict=True):
        text, special = row["text"], kind != "chat"
        if kind == "chat":
            text = f"user: {text} assistant:"
        inputs = tokenizer(text, return_tensors="np", add_special_tokens=special)
        inputs = {name: inputs[name] for name in ("input_ids", "attention_mask")}
        ids = network.generate(**inputs, max_new_tokens=5, num_beams=1)[0]
        ids = ids if kind == "translate" else ids[inputs["input_ids"].shape[1] :]
        assert found["generated"] == tokenizer.decode(ids, skip_special_tokens=True).strip()


KILLED = """
import os, signal, sys
from auto_core.batch_inference import Embed, run
def report(done, rows):
    if done >= 4:
        os.kill(os.getpid(), signal.SIGKILL)
run(sys.argv[1], sys.argv[2], Embed(sys.argv[3], "numpy"), rows_per_part=2, report=report)
"""


@pytest.mark.parametrize("name", ["out.jsonl", "folder"])
def test_after_a_kill_the_rest_is_computed(
    repository: Any, source: Path, tmp_path: Path, name: str
) -> None:
    folder, output = repository("embed"), tmp_path / name
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(source), str(output), str(folder)], check=False
    )
    assert killed.returncode == -9
    parts = output if name == "folder" else output.with_name(name + ".parts")
    before = {path: path.stat().st_mtime_ns for path in parts.glob("part-*")}
    assert len(before) == 2
    (parts / ".part-000002.jsonl.x.tmp").write_text('{"text": "half')  # of a kill while writing
    seen: list[int] = []
    task = Embed(str(folder), "numpy")
    done = run(source, output, task, rows_per_part=2, report=lambda n, _: seen.append(n))
    assert (done.rows, done.parts, done.kept_parts) == (11, 6, 2)
    assert seen == [4, 6, 8, 10, 11]
    if name == "folder":
        assert before.items() <= {p: p.stat().st_mtime_ns for p in parts.glob("part-*")}.items()
        rows = [row for path in sorted(parts.glob("part-*")) for row in json_lines(path)]
        again = run(source, output, task, rows_per_part=2)
        assert again.kept_parts == 6
    else:
        assert not parts.exists()
        rows = json_lines(output)
    truth = task([row["text"] for row in ROWS])["embedding"]
    assert [row["id"] for row in rows] == list(range(11))
    assert np.allclose([row["embedding"] for row in rows], truth, atol=1e-5)


def test_parts_of_another_job_are_not_taken(repository: Any, source: Path, tmp_path: Path) -> None:
    output, folder = tmp_path / "out", tmp_path / "model"
    shutil.copytree(repository("embed"), folder)
    run(source, output, Embed(str(folder), "numpy"))
    run(source, output, Embed(str(folder), "numpy", batch_size=3))  # changes no result
    for task, options in [
        (Embed(str(folder), "numpy", truncate_dim=3), {}),
        (Embed(str(folder), "numpy"), {"rows_per_part": 7}),
        (Embed(str(folder), "numpy"), {"keep": ["id"]}),
    ]:
        with pytest.raises(InputError, match="parts of another job, with another"):
            run(source, output, task, **options)
    source.write_text(source.read_text() + '{"text": "one more"}\n')
    with pytest.raises(InputError, match="with another source"):
        run(source, output, Embed(str(folder), "numpy"))
    run(source, output, Embed(str(folder), "numpy"), restart=True)
    (folder / "config.json").write_text((folder / "config.json").read_text() + "\n")
    with pytest.raises(InputError, match="with another task"):
        run(source, output, Embed(str(folder), "numpy"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("x")
    for restart in (False, True):
        with pytest.raises(InputError, match="no job wrote it"):
            run(source, tmp_path / "mine", Embed(str(folder), "numpy"), restart=restart)
    assert (tmp_path / "mine" / "thesis.tex").exists()


def test_no_token_is_written(repository: Any, source: Path, tmp_path: Path) -> None:
    loading = {"token": "hf_secret", "dtype": "float32"}
    run(source, tmp_path / "out", Embed(str(repository("embed")), "numpy", loading=loading))
    written = (tmp_path / "out" / "job.json").read_text()
    assert "float32" in written and "hf_secret" not in written


def test_rows_without_a_text(repository: Any, tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_text('{"text": "a"}\n{"id": 1}\n{"text": null}\n{"text": "b"}\n')
    task = Embed(str(repository("embed")), "numpy")
    run(source, tmp_path / "out.parquet", task)
    found = pq.read_table(tmp_path / "out.parquet")["embedding"].to_pylist()
    assert [vector is None for vector in found] == [False, True, True, False]
    with pytest.raises(InputError, match=r"write \.parquet or \.jsonl"):
        run(source, tmp_path / "out.npy", task)


def test_what_is_refused(
    repository: Any, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(repository("embed"))
    task = Embed(folder, "numpy")
    for options, message in [
        ({"column": "body"}, "no column 'body'; it has: id, text"),
        ({"column": "id"}, "Row 0 .* has 0 in the column 'id', expected a text"),
        ({"keep": ["title"]}, "no column 'title'"),
        ({"rows_per_part": 0}, "rows_per_part is 0"),
        ({"workers": 2}, "workers is Ray's"),
        ({"output": tmp_path / "out.xml"}, "expected a name that ends with one of .jsonl"),
    ]:
        given = {"output": tmp_path / str(len(message)), **options}
        with pytest.raises(InputError, match=message):
            run(source, task=task, **given)
    with pytest.raises(InputError, match="which only embeddings are"):
        run(source, tmp_path / "out.npy", Generate(str(repository("generate")), "numpy"))
    source.write_text('{"text": "a", "embedding": 1}\n')
    with pytest.raises(InputError, match="also the name of a result"):
        run(source, tmp_path / "taken", task)
    run(source, tmp_path / "kept", task, keep=["text"])
    with pytest.raises(UnsupportedTaskError, match="no head that writes text"):
        Generate(str(repository("encoder")), "numpy")(["a"])
    with pytest.raises(InputError, match="80 positions"):
        Generate(str(repository("generate")), "numpy", options={"max_new_tokens": 80})(["a"])
    with pytest.raises(InputError, match="device is torch's"):
        Embed(folder, "numpy", device="cuda")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError, match=r"auto-core\[parquet\]"):
        run(source, tmp_path / "out.parquet", task, keep=["text"])


def test_the_command_line(repository: Any, source: Path, tmp_path: Path) -> None:
    for command, kind, column, options in [
        ("embed", "embed", "embedding", ["--normalize"]),
        ("classify", "classify", "prediction", []),
        ("generate", "chat", "generated", ["--max-new-tokens", "3", "--system", "short"]),
    ]:
        output = tmp_path / f"{command}.jsonl"
        arguments = [command, str(source), "--model", str(repository(kind)), *options]
        arguments += ["--output", str(output), "--backend", "numpy", "--keep", "id"]
        found = CliRunner().invoke(app, [*arguments, "--json"])
        assert found.exit_code == 0, found.output
        assert json.loads(found.stdout)["rows"] == 11
        assert [row["id"] for row in json_lines(output)] == list(range(11))
        assert all(row[column] is not None for row in json_lines(output))
    found = CliRunner().invoke(app, [*arguments[:-2], "--column", "body"])
    assert found.exit_code == 1 and "no column 'body'" in found.output
