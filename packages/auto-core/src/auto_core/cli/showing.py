"""The reports as tables for people."""

from __future__ import annotations

import json

from rich.console import Console
from rich.table import Table

from auto_core.cli.printing import size, table
from auto_core.cli.reports.batches import BatchJob
from auto_core.cli.reports.choice import Choice
from auto_core.cli.reports.differences import Parity
from auto_core.cli.reports.environment import Environment
from auto_core.cli.reports.inspection import Inspection
from auto_core.cli.reports.overlay import Overlay
from auto_core.cli.reports.planning import Plan
from auto_core.cli.reports.support import Support
from auto_core.cli.reports.transcription import Transcription
from auto_core.cli.reports.verification import Verification, WeightsCheck
from auto_core.converting import Conversion


def show_inspection(report: Inspection, console: Console) -> None:
    facts = [
        ("name", report.name),
        ("commit", report.commit),
        ("model type", report.model_type),
        ("architecture", report.architecture),
        ("parameters", report.parameters),
        ("own code", "yes: runs only with trust_remote_code=True" if report.own_code else "no"),
    ]
    if report.weights is not None:
        counts = ", ".join(f"{n:,} {dtype}" for dtype, n in report.weights.parameters.items())
        facts += [("weights", report.weights.format), ("stored numbers", counts)]
        facts += [("stored tensors", report.weights.tensors)]
    console.print(table("", ("", ""), facts))
    console.print()
    console.print(table("Files", ("name", "size"), ((n, size(s)) for n, s in report.files.items())))
    console.print()
    console.print(_classes(report))
    console.print()
    fields = ((key, json.dumps(value, default=str)) for key, value in sorted(report.config.items()))
    console.print(table("config.json", ("field", "value"), fields))


def _classes(report: Inspection) -> Table:
    """Heads are the same everywhere; each backend's names begin with its own prefix."""
    first, *others = report.classes
    prefixes = {
        name: next(iter(report.classes[name]), "AutoModel").partition("Auto")[0] for name in others
    }
    named = [first, *(f"{name} ({prefix}...)" for name, prefix in prefixes.items())]
    absent = [name for name in report.classes if name not in report.installed]
    title = f"Classes that accept it, on {', '.join(named)}"
    title += f"; not installed: {', '.join(absent)}" if absent else ""
    return table(title, ("Auto class", "builds"), report.classes[first].items())


def show_choice(report: Choice, console: Console) -> None:
    console.print(
        table(
            "",
            ("", ""),
            [
                ("asked", f"{report.auto_class}.from_pretrained({report.name!r})"),
                ("builds", f"{report.model_class} ({report.module})"),
                ("because", report.source),
                ("model type", f"{report.model_type}, from {report.model_type_from}"),
                ("config", f"{report.config_class} ({report.config_source})"),
                *([("commit", report.commit)] if report.commit else []),
                *(
                    [("own code", f"{report.own_code}, with trust_remote_code=True only")]
                    if report.own_code
                    else []
                ),
            ],
        )
    )


def show_verification(report: Verification, console: Console) -> None:
    for check in report.weights:
        verdict = "every tensor fits" if check.fits else "does not fit"
        console.print(
            f"{check.format}: {check.tensors} tensors, {report.architecture}: {verdict}",
            markup=False,
            highlight=False,
        )
        for title, names in _lists(check):
            console.print(f"  {title} ({len(names)}):", markup=False, highlight=False)
            for name in names:
                console.print(f"    {name}", markup=False, highlight=False)
    console.print()
    rows = [
        (f.name, size(f.size), f.kind, {True: "yes", False: "NO", None: "?"}[f.data_only], f.sha256)
        for f in report.files
    ]
    console.print(table("", ("file", "size", "kind", "data only", "sha256"), rows))


def _lists(check: WeightsCheck) -> list[tuple[str, list[str]]]:
    shapes = [f"{n}: {list(s)} in the file, {list(m)} in the model" for n, s, m in check.mismatched]
    lists = [
        ("missing", check.missing),
        ("unexpected", check.unexpected),
        ("of another shape", shapes),
        ("head not in the checkpoint", check.initialised),
        ("heads that the class has not", check.unused),
        ("of no use", check.ignored),
    ]
    return [(title, names) for title, names in lists if names]


def show_conversion(report: Conversion, console: Console) -> None:
    console.print(
        table(
            "",
            ("", ""),
            [
                ("architecture", report.architecture),
                ("read", report.source),
                ("wrote", ", ".join(map(str, report.files))),
                ("tensors", report.tensors),
                *([("copied", ", ".join(p.name for p in report.copied))] if report.copied else []),
                *([("absent", ", ".join(report.absent))] if report.absent else []),
            ],
        )
    )


def show_parity(report: Parity, console: Console) -> None:
    shapes = ", ".join(f"{name} {shape}" for name, shape in report.inputs.items())
    console.print(f"{report.architecture} on {shapes}", markup=False, highlight=False)
    rows = [
        (
            d.backend,
            d.model_class,
            d.output,
            f"{d.absolute:.1e}",
            f"{d.relative:.1e}",
            "agrees" if d.agrees else f"DIFFERS by more than {report.tolerance:g}",
        )
        for d in report.differences
    ]
    columns = ("backend", "class", "worst output", "absolute", "relative", "")
    console.print(table("Against NumPy in float64", columns, rows))


def show_batch_job(report: BatchJob, console: Console) -> None:
    parts = "part" if report.parts == 1 else "parts"
    kept = f", {report.kept_parts} of them from before" if report.kept_parts else ""
    console.print(
        f"{report.rows} rows written to {report.output} with {report.backend} in "
        f"{report.seconds:.1f} s ({report.parts} {parts}{kept}).",
        markup=False,
        highlight=False,
    )
    for note in report.notes:
        console.print(note, markup=False, highlight=False)


def show_transcription(report: Transcription, console: Console) -> None:
    if report.output is None:
        print(report.content, end="")  # as it is, without the console's line breaks
        return
    console.print(
        f"{report.seconds:.1f} s written to {report.output} as {report.format} with "
        f"{report.backend}.",
        markup=False,
        highlight=False,
    )


def show_plan(report: Plan, console: Console) -> None:
    facts = [
        ("model", f"{report.architecture}, {report.parameters:,} parameters"),
        ("dtype", report.dtype),
        ("all weights", size(report.total_bytes)),
        (f"on each of {report.devices} devices", size(report.bytes_per_device)),
        ("of these on every device", size(report.whole_bytes)),
        ("read by each process", size(report.bytes_read)),
        ("largest tensor", f"{report.largest_tensor}, {size(report.largest_bytes)}"),
    ]
    if report.fits is not None:
        facts.append(("fits", "yes" if report.fits else "no"))
    console.print(table("", ("", ""), facts))
    for line in [*report.notes, *report.advice]:
        console.print(line)


def show_overlay(report: Overlay, console: Console) -> None:
    for line in report.found:
        console.print(line, markup=False, highlight=False)
    width, height = report.size
    console.print(
        f"{width} x {height} pixels written to {report.output}: {report.task} with "
        f"{report.backend}.",
        markup=False,
        highlight=False,
    )


def show_support(report: Support, console: Console) -> None:
    backends = list(report.rows[0].classes) if report.rows else []
    titles = [name if name in report.installed else f"{name} (not installed)" for name in backends]
    rows = [(row.model_type, row.task, *row.classes.values()) for row in report.rows]
    console.print(table("", ("model type", "task", *titles), rows))
    for problem in report.broken.values():
        console.print(f"\nLeft out: {problem}", markup=False)


def show_environment(report: Environment, console: Console) -> None:
    rows = [("python", report.python), ("platform", report.platform), *report.packages.items()]
    console.print(table("", ("", "version"), rows))
    console.print()
    settings = [
        ("offline", report.offline),
        ("cache", report.cache),
        ("endpoint", report.endpoint),
        *report.settings.items(),
    ]
    console.print(table("Hub", ("", ""), settings))
    if report.plugins:
        console.print()
        console.print(table("Plugins", ("model type", "distribution"), report.plugins.items()))
