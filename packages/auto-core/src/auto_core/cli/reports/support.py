"""`auto list`: which model type has a class for which task, on which backend."""

from __future__ import annotations

from dataclasses import dataclass

from auto_core.auto.modeling import FAMILIES, installed_families
from auto_core.auto.tasks import BY_KEY, BY_NAME, TASKS, Task
from auto_core.errors import InputError, RegistrationError, did_you_mean
from auto_core.registry import architectures
from auto_core.registry.configs import config_class_for, model_types


@dataclass
class Row:
    """A head of a model type.

    Attributes:
        auto_class: without a family's prefix.
        head: the class's name without a family's prefix.
        config: the name of the config class.
        classes: backend -> name of the class there.
    """

    model_type: str
    task: str
    auto_class: str
    head: str
    config: str
    classes: dict[str, str]


@dataclass
class Support:
    """The table, which backends are installed here, and what keeps plugins out of the table.

    Attributes:
        broken: model type -> what is wrong with the plugin that claims it.
    """

    rows: list[Row]
    installed: list[str]
    broken: dict[str, str]


def support(*, backend: str | None = None, task: str | None = None) -> Support:
    """Every head of every installed model type, or those of one backend or one task.

    Heads are declared once for all backends, so NumPy's reading tells those of each.

    Raises:
        InputError: no such backend or task; names the nearest.
    """
    backends = [check_backend(backend)] if backend else list(FAMILIES)
    tasks = [task_named(task)] if task else list(TASKS)
    rows: list[Row] = []
    broken: dict[str, str] = {}
    for model_type in model_types():
        try:
            module = architectures.architecture(model_type, "auto_core")
        except RegistrationError as error:
            broken[model_type] = str(error)
            continue
        heads = {} if module is None else module.HEADS
        for entry in tasks:
            if entry.key in heads:
                head = heads[entry.key].architecture_name()
                classes = {name: FAMILIES[name][0] + head for name in backends}
                config = config_class_for(model_type).__name__
                rows.append(Row(model_type, entry.key, entry.name, head, config, classes))
    return Support(rows, installed_families(), broken)


def task_named(name: str) -> Task:
    """A task by its key ("masked-lm") or by the name of its Auto class, with any prefix.

    Raises:
        InputError: there is none; names the nearest.
    """
    for spelling in (name, *(name.removeprefix(prefix) for prefix in ("TF", "Flax", "Numpy"))):
        if found := BY_KEY.get(spelling) or BY_NAME.get(spelling):
            return found
    hint = did_you_mean(name, [*BY_KEY, *BY_NAME])
    raise InputError(f"There is no task {name!r}.{hint} Tasks: {', '.join(BY_KEY)}.")


def check_backend(name: str) -> str:
    """A backend's name, if it is one.

    Raises:
        InputError: it is not.
    """
    if name not in FAMILIES:
        hint = did_you_mean(name, FAMILIES)
        raise InputError(f"There is no backend {name!r}.{hint} Backends: {', '.join(FAMILIES)}.")
    return name
