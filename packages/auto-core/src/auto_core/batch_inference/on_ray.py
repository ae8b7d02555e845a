"""The parts of a job on the processes of Ray Data."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from auto_core import errors
from auto_core.batch_inference.tables import Part
from auto_core.errors import AutoError, InputError, MissingDependencyError

if TYPE_CHECKING:
    from auto_core.batch_inference.job import Step


class Worker:
    """A process that has loaded the model once and computes parts.

    Weights are mapped from the checkpoint's files, so that the processes of one machine share
    them; its cores are divided among them.
    """

    def __init__(self, step: Step, threads: int):
        for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
            os.environ[name] = str(threads)
        self.step = step

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """The number of rows of a part that is written now, or what is wrong with it."""
        named: dict[str, Any] = row | {"path": Path(row["path"])}
        part = Part(**named)
        try:
            return {"rows": self.step(part), "error": "", "message": ""}
        except AutoError as error:  # Ray would wrap it in its own
            return {"rows": 0, "error": type(error).__name__, "message": str(error)}


def computed(
    step: Step, parts: Sequence[Part], *, address: str, workers: int | None
) -> Iterator[int]:
    """The number of rows of each part, as they are written.

    Args:
        address: "local" for this machine alone, else a cluster's.
        workers: by default one for each GPU, else one.

    Raises:
        MissingDependencyError: Ray is not installed.
        InputError: fewer than one worker, or more than the cluster has cores.
    """
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise MissingDependencyError(
            "This needs Ray, which is not installed. Install it with "
            '`pip install "auto-core[ray]"`, or leave out ray= (--ray).'
        ) from error
    started = not ray.is_initialized()
    if started:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        ray.init(address=address, log_to_driver=False, include_dashboard=False)
    try:
        resources = ray.cluster_resources()
        cores, gpus = int(resources.get("CPU", 1)), int(resources.get("GPU", 0))
        count = workers or gpus or 1
        if count < 1 or count > cores:
            raise InputError(f"workers is {count}, and the cluster has {cores} cores.")
        threads = max(1, cores // count)
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        absolute = [asdict(part) | {"path": str(part.path.resolve())} for part in parts]
        written = ray.data.from_items(absolute, override_num_blocks=len(parts)).map(
            cast(Any, Worker),
            fn_constructor_args=(_absolute(step), threads),
            compute=ray.data.ActorPoolStrategy(size=count),
            num_cpus=threads,
            num_gpus=min(1, gpus / count) or None,
        )
        for row in written.iter_rows():
            if row["error"]:
                raise getattr(errors, row["error"])(row["message"])
            yield row["rows"]
    finally:
        if started:
            ray.shutdown()


def _absolute(step: Step) -> Step:
    """The step with paths that mean the same in every process."""
    task = step.task
    if os.path.isdir(task.model):
        task = replace(task, model=os.path.abspath(task.model))
    return replace(step, folder=step.folder.resolve(), task=task)
