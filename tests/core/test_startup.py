"""TensorFlow's lines about the machine do not show in our commands; everything else does."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

LINES = """\
WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
I0000 00:00:1796022526.007368   17104 cudart_stub.cc:31] Could not find cuda drivers.
2026-11-30 06:39:04.1: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.
To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow.
E0000 00:00:1796022526.1 17 cuda_dnn.cc:8310] Unable to register cuDNN factory: again
"""
QUIETLY = (
    "from auto_core.cli.startup import quiet_tensorflow; quiet_tensorflow(); import tensorflow"
)


def written(program: str, *folders: Path) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("fails", [False, True])
def test_lines_of_an_import(fails: bool, tmp_path: Path) -> None:
    (tmp_path / "tensorflow.py").write_text(
        f"import os, sys\nos.write(2, {LINES.encode()!r})\nsys.stderr.write('a warning\\n')\n"
        + ("raise RuntimeError('broken')" if fails else "")
    )
    code, shown = written(QUIETLY + "; import sys; sys.stderr.write('later')", tmp_path)
    if fails:
        assert code == 1 and shown.startswith(LINES + "a warning") and "broken" in shown
    else:
        assert (code, shown) == (0, "a warning\nlater")
        assert written("import tensorflow", tmp_path) == (0, LINES + "a warning\n")


@pytest.mark.skipif("not os.environ.get('AUTO_TEST_ALL')", reason="imports TensorFlow anew")
@pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="no TensorFlow")
def test_tensorflow_itself() -> None:
    assert written(f"{QUIETLY}; tensorflow.zeros(1) + 1") == (0, "")
