"""Matching tensors of a checkpoint with parameters of a model, by rules on their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from auto_core.checkpoints.report import LoadingReport, Shape
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights

# Buffers that old checkpoints hold and that follow from the config.
IGNORED = (r"(^|\.)position_ids$", r"rotary_emb\.inv_freq$", r"\.num_batches_tracked$")
DEFAULTED = (r"\.num_batches_tracked$",)

# Old ends of names and new ones: TensorFlow's layer norm, and the two forms of weight norm.
_ENDINGS = (
    (".gamma", ".weight"),
    (".beta", ".bias"),
    (".weight_g", ".parametrizations.weight.original0"),
    (".weight_v", ".parametrizations.weight.original1"),
    (".parametrizations.weight.original0", ".weight_g"),
    (".parametrizations.weight.original1", ".weight_v"),
)


def match(
    expected: Mapping[str, Shape],
    stored: Mapping[str, StoredTensor],
    *,
    base_prefix: str = "",
    renames: Sequence[tuple[str, str]] = (),
    tied: Mapping[str, str] | None = None,
    heads: Iterable[str] = (),
    parts: Iterable[str] = (),
    ignore_unexpected: Iterable[str] = (),
    optional: Iterable[str] = (),
) -> tuple[dict[str, StoredTensor], LoadingReport]:
    """Pair the model's tensors with the checkpoint's.

    A stored name is taken as it is if the model has it; else with old endings renamed (gamma and
    beta, weight norm), and with the base model's prefix added or removed. Nothing is raised:
    `report.check()` does that, when everything is known.

    Args:
        expected: the model's names (the checkpoint's spelling) and shapes.
        stored: the checkpoint; a `Weights` also gives format and files to the report.
        base_prefix: upstream's `base_model_prefix`, such as "bert". Names without it are a head:
            the model's may be initialised if they are wholly absent, the checkpoint's unused.
        renames: the architecture's old names as (regex, replacement), applied to stored names in
            order, before all other rules.
        tied: name -> the name whose tensor it shares; one of the two is enough.
        heads: regexes for heads that stand beside the network, not around it (T5's lm_head).
        parts: regexes for parts that only some classes or configs have, wherever they stand (a
            pooler): as heads, they may be absent here or there.
        ignore_unexpected, optional: regexes for stored names that are of no use, and for the
            model's names that the model sets itself; added to `IGNORED` and `DEFAULTED`.

    Returns: the tensor for each name of the model that has one of the right shape, and the report.
    """
    found, unexpected = _pair(expected, stored, base_prefix, renames)
    spare = stored.spare if isinstance(stored, Weights) else ()
    dropped = [name for name in unexpected if name in spare]
    unexpected = [name for name in unexpected if name not in spare]
    plan: dict[str, StoredTensor] = {}
    report = LoadingReport()
    # TensorFlow and Flax write some vectors as matrices of one row, and the like.
    loose = isinstance(stored, Weights) and stored.metadata.get("format") in ("tf", "flax")
    for name, tensor in found.items():
        if loose:
            tensor = with_ones(tensor, expected[name])
        if tensor.shape == tuple(expected[name]):
            plan[name] = tensor
        else:
            report.mismatched.append((name, tensor.shape, tuple(expected[name])))
    stored_names = set(found)  # before tying adds any
    pairs = list((tied or {}).items())
    for name, other in [*pairs, *((b, a) for a, b in pairs)]:
        if name in expected and name not in found and other in plan:
            found[name] = plan[name] = plan[other]
        elif name in expected and name not in found and other in found:
            found[name] = found[other]  # of another shape too, and said of the other already

    report.loaded = len(plan)
    heads, parts = tuple(heads), tuple(parts)
    _sort_missing(
        report, expected, found, stored_names, base_prefix, heads, parts, (*DEFAULTED, *optional)
    )
    ignored = (*IGNORED, *ignore_unexpected)
    _sort_unexpected(report, expected, stored, unexpected, base_prefix, (*heads, *parts), ignored)
    if report.missing and report.unexpected:
        report.foreign_prefix = _foreign_prefix(expected, report.unexpected, base_prefix)
    floating = (tensor.dtype for tensor in stored.values() if "float" in tensor.dtype)
    report.checkpoint_dtype = next(floating, None)
    if isinstance(stored, Weights):
        report.format, report.files = stored.format, stored.files
        report.preference = stored.preference
        report.notes += stored.notes
        report.ignored += [*stored.ignored, *dropped]
    return plan, report


def with_ones(tensor: StoredTensor, shape: Shape) -> StoredTensor:
    """The tensor with dimensions of 1 added or removed so that it has this shape, if it can."""
    kept = [(n, step) for n, step in zip(tensor.shape, tensor.strides, strict=True) if n != 1]
    if [n for n, _ in kept] != [n for n in shape if n != 1]:
        return tensor
    steps = iter(kept)
    return replace(
        tensor, shape=tuple(shape), strides=tuple(1 if n == 1 else next(steps)[1] for n in shape)
    )


def _pair(
    expected: Mapping[str, Shape],
    stored: Mapping[str, StoredTensor],
    base_prefix: str,
    renames: Sequence[tuple[str, str]],
) -> tuple[dict[str, StoredTensor], list[str]]:
    """The tensor for each of the model's names, and the stored names that are for none."""
    rules = [(re.compile(pattern), replacement) for pattern, replacement in renames]
    renamed: dict[str, str] = {}  # stored name -> name after the architecture's renames
    for name in stored:
        new = name
        for pattern, replacement in rules:
            new = pattern.sub(replacement, new)
        renamed[name] = new
    # Exact names come first, then those that were renamed, whatever the order in the file.
    found = {name: stored[name] for name, new in renamed.items() if name == new in expected}
    pending: list[tuple[str, str]] = []
    for name, new in renamed.items():
        if new in expected and new not in found:
            found[new] = stored[name]
        elif name != new or new not in expected:
            pending.append((name, new))
    unexpected = []
    for name, new in pending:
        target = next((c for c in spellings(new, base_prefix) if c in expected), None)
        if target is None or target in found:
            unexpected.append(name)
        else:
            found[target] = stored[name]
    return {name: found[name] for name in expected if name in found}, unexpected


def spellings(name: str, base_prefix: str) -> Iterator[str]:
    """The names that a stored one may have in the model, the nearest first."""
    names = [name]
    names += [name.removesuffix(old) + new for old, new in _ENDINGS if name.endswith(old)]
    for spelling in names:
        yield spelling
        if base_prefix:
            yield f"{base_prefix}.{spelling}"
            yield spelling.removeprefix(f"{base_prefix}.")


def _sort_missing(
    report: LoadingReport,
    expected: Mapping[str, Shape],
    found: Mapping[str, StoredTensor],
    present: set[str],
    base_prefix: str,
    heads: Sequence[str],
    parts: Sequence[str],
    optional: Iterable[str],
) -> None:
    """Tell what a head may lack from what a model must have."""
    is_optional, is_part = _any_of(optional), _any_of(parts)
    patterns = [re.compile(pattern) for pattern in (*heads, *parts)]
    present_parts = {part for name in present for part in _parents(name)}
    prefix = f"{base_prefix}."
    has_base = bool(base_prefix) and any(name.startswith(prefix) for name in expected)
    base_found = any(name.startswith(prefix) or not has_base for name in found)
    for name in expected:
        if name in found:
            continue
        # A head of which some part is there is damaged, not absent: `cls` may lack all of
        # `cls.seq_relationship`, but `classifier.weight` without its bias is an error.
        part = next((pattern for pattern in patterns if pattern.search(name)), None)
        if part is not None:
            absent = not any(part.search(other) for other in present)
        else:
            outside = has_base and not name.startswith(prefix)
            absent = outside and any(p not in present_parts for p in _parents(name))
        if is_optional(name):
            report.defaulted.append(name)
        elif absent and base_found:
            report.initialised.append(name)
            if not is_part(name):
                report.heads.append(name)
        else:
            report.missing.append(name)


def _sort_unexpected(
    report: LoadingReport,
    expected: Mapping[str, Shape],
    stored: Mapping[str, StoredTensor],
    names: list[str],
    base_prefix: str,
    heads: Iterable[str],
    ignored: Iterable[str],
) -> None:
    """Separate other heads of the checkpoint from tensors that the model should have had."""
    is_ignored = _any_of(ignored)
    patterns = [re.compile(pattern) for pattern in heads]
    prefix = f"{base_prefix}."
    has_base = bool(base_prefix) and any(name.startswith(prefix) for name in stored)
    is_base = not any(name.startswith(prefix) for name in expected)
    # A head of which nothing was found is not known: the checkpoint's is another of that name.
    fresh = set(report.initialised)
    known = {part for name in expected if name not in fresh for part in _parents(name)}
    for name in names:
        # Outside the base model, and of a module that the model has nothing of. (A base model
        # has no heads, even if it has a module of the same name.)
        outside = not name.startswith(prefix)
        other_head = outside and (is_base or any(p not in known for p in _parents(name)))
        part = next((name[: m.end()] for p in patterns if (m := p.search(name))), None)
        other_part = part is not None and not any(own.startswith(part) for own in expected)
        if is_ignored(name):
            report.ignored.append(name)
        elif other_part or (has_base and other_head):
            report.unused.append(name)
        else:
            report.unexpected.append(name)


def _foreign_prefix(expected: Mapping[str, Shape], unexpected: list[str], base_prefix: str) -> str:
    """What, taken from the front of most unexpected names, makes them the model's; or nothing."""
    fronts = Counter(
        ".".join(parts[:depth]) + "."
        for parts in (name.split(".") for name in unexpected)
        for depth in range(1, min(4, len(parts)))
    )
    for front, _ in fronts.most_common(10):
        rest = [name.removeprefix(front) for name in unexpected if name.startswith(front)]
        fitting = sum(any(c in expected for c in spellings(name, base_prefix)) for name in rest)
        if 2 * fitting > len(unexpected):
            return front
    return ""


def _parents(name: str) -> list[str]:
    """The outermost two modules that a tensor is in; a tensor in none is its own."""
    parts = name.split(".")
    return [".".join(parts[: n + 1]) for n in range(max(1, min(2, len(parts) - 1)))]


def _any_of(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Whether any of the regexes is found in a name."""
    compiled = [re.compile(pattern) for pattern in patterns]
    return lambda name: any(pattern.search(name) for pattern in compiled)
