"""Every module of each package, and every public name, may be the first that is imported."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from parity import backends

# One process per package has the framework and all else that is not ours, which take long to
# import; it forks for each module.
CODE = """
import contextlib, importlib, json, os, pkgutil, sys, traceback

package, framework = sys.argv[1:]
if framework:
    importlib.import_module(framework)
reading, writing = os.pipe()
if os.fork() == 0:  # what do our modules import of others?
    root = importlib.import_module(package)
    for source in {*root._names.values()}:
        importlib.import_module(source)
    others = [name for name in sys.modules if not name.startswith(("auto_", "__"))]
    os.write(writing, json.dumps(others).encode())
    os._exit(0)
os.close(writing)
with open(reading) as pipe, contextlib.suppress(ValueError):  # no answer: the children tell why
    for name in json.load(pipe):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
assert not [name for name in sys.modules if name.startswith("auto_")]
root = importlib.import_module(package)
# What the package imports lazily is not there yet; the children begin from here.
started = {name for name in sys.modules if name.startswith(package + ".")}
# Names of one module are one import: whichever comes first, the same is run.
sources = {}
for name, source in root._names.items():
    sources.setdefault(source, []).append(name)
statements = [f"from {package} import {', '.join(names)}" for names in sources.values()]
for module in pkgutil.iter_modules(root.__path__, f"{package}."):
    if module.name not in started and not module.name.endswith("__main__"):
        statements.append(f"import {module.name}")
failed = []
for statement in statements:
    child = os.fork()
    if child == 0:
        try:
            exec(statement)
        except BaseException:
            print(statement, traceback.format_exc(), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(statement)
print(len(statements), failed)
"""
FRAMEWORKS = {"numpy": "", "torch": "torch", "tf": "tensorflow", "flax": "flax.nnx"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.parametrize("backend", backends.BACKENDS)
def test_each_import_in_a_fresh_process(backend: str) -> None:
    package, _ = backends.PACKAGES[backend]
    result = subprocess.run(
        [sys.executable, "-c", CODE, package, FRAMEWORKS[backend]], capture_output=True, text=True
    )
    count, _, failed = result.stdout.strip().partition(" ")
    assert failed == "[]", result.stderr
    assert int(count) > 10
