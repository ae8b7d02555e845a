"""Write the stub of each package's lazy names, so that editors and type checkers see them."""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

from outputs import output_class

from auto_core.auto.exports import COLLATORS
from auto_core.auto.modeling import AutoModelFactory
from auto_core.auto.named import class_names, named_class
from auto_core.auto.tasks import TASKS, Task
from auto_core.configs import PreTrainedConfig
from auto_core.pretrained_numpy import NumpyPreTrainedModel
from auto_core.registry.architectures import built_in_modules
from auto_core.registry.configs import config_modules

ROOT = Path(__file__).parent.parent
# package: prefix of its classes, its model base, and what else it exports (name -> module)
PACKAGES = {
    "auto_core": (
        "Numpy",
        "NumpyPreTrainedModel",
        {
            "AutoConfig": "auto_core.auto.configuration",
            "AutoTokenizer": "auto_core.auto.tokenization",
            "AutoImageProcessor": "auto_core.auto.image_processing",
            "AutoVideoProcessor": "auto_core.auto.video_processing",
            "AutoFeatureExtractor": "auto_core.auto.feature_extraction",
            "AutoProcessor": "auto_core.auto.processing",
            "AsyncTextIteratorStreamer": "auto_core.decoding.streamers",
            "BaseStreamer": "auto_core.decoding.streamers",
            "BatchEncoding": "auto_core.tokenizers",
            "BatchFeature": "auto_core.tensors",
            "GenerationConfig": "auto_core.decoding.config",
            "LogitsProcessor": "auto_core.decoding.callbacks",
            "LogitsProcessorList": "auto_core.decoding.callbacks",
            "StoppingCriteria": "auto_core.decoding.callbacks",
            "StoppingCriteriaList": "auto_core.decoding.callbacks",
            "TextIteratorStreamer": "auto_core.decoding.streamers",
            "TextStreamer": "auto_core.decoding.streamers",
            "PreTrainedTokenizer": "auto_core.tokenizers",
            "PreTrainedTokenizerBase": "auto_core.tokenizers",
            "PreTrainedTokenizerFast": "auto_core.tokenizers",
            "PreTrainedConfig": "auto_core.configs._base",
            "PretrainedConfig": "auto_core.configs._base",
            "NumpyPreTrainedModel": "auto_core.pretrained_numpy",
        },
    ),
    "auto_torch": ("", "PreTrainedModel", {"PreTrainedModel": "auto_torch.pretrained"}),
    "auto_tf": ("TF", "TFPreTrainedModel", {"TFPreTrainedModel": "auto_tf.pretrained"}),
    "auto_flax": ("Flax", "FlaxPreTrainedModel", {"FlaxPreTrainedModel": "auto_flax.pretrained"}),
}

# What loads a model, twice: with and without the report beside it.
LOADING = """
    @overload
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
{keywords}
        output_loading_info: Literal[False] = False,
        **kwargs: Any,
    ) -> {loaded}:
{documentation}
    @overload
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
{keywords}
        output_loading_info: Literal[True],
        **kwargs: Any,
    ) -> tuple[{loaded}, dict[str, Any]]: ...
    @classmethod
    def from_config(cls, config: PreTrainedConfig, **kwargs: Any) -> {loaded}: ...
"""
# The base of a package's models, and of its Auto classes: each task's are its own models.
BASES = """
class _Model({base}):
    config: PreTrainedConfig
    def __new__(cls, *args: Any, **kwargs: Any) -> Self: ...
{loading}
    def generate(self,{generate}
    ) -> Any:
{generate_documentation}

_M = TypeVar("_M", bound=_Model)

class _AutoModel(AutoModelFactory, Generic[_M]):
{auto_loading}
"""
# What every `from_pretrained` of a model takes beside what its signature names.
KEYWORDS = [
    "config: PreTrainedConfig | str | os.PathLike[str] | None = None",
    "dtype: Any = 'auto'",
    "strict: bool = True",
    "ignore_mismatched_sizes: bool = False",
    "revision: str | None = None",
    "subfolder: str = ''",
    "token: str | bool | None = None",
    "cache_dir: str | os.PathLike[str] | None = None",
    "local_files_only: bool = False",
    "force_download: bool = False",
    "allow_links: bool = False",
    "variant: str | None = None",
    "use_safetensors: bool | None = None",
    "gguf_file: str | None = None",
    "adapter: str | os.PathLike[str] | None = None",
    "attn_implementation: str | None = None",
]
REMOTE = ["trust_remote_code: bool = False", "code_revision: str | None = None"]
QUANTIZED = ["quantization_config: Any = None", "keep_quantized: bool = False"]
QUOTES = '"' * 3


def model_classes() -> list[type[NumpyPreTrainedModel]]:
    """Every model class of every built-in architecture, in the files' order."""
    found: list[type[NumpyPreTrainedModel]] = []
    for name in built_in_modules():
        module = importlib.import_module(f"auto_core.models.{name}")
        found += [
            member
            for member in vars(module).values()
            if inspect.isclass(member)
            and issubclass(member, NumpyPreTrainedModel)
            and member.__module__ == module.__name__
            and member.config_class is not PreTrainedConfig
        ]
    return found


def config_classes() -> list[type[PreTrainedConfig]]:
    """Every config class of every file."""
    found: list[type[PreTrainedConfig]] = []
    for name in config_modules():
        module = importlib.import_module(f"auto_core.configs.{name}")
        found += [
            member
            for member in vars(module).values()
            if inspect.isclass(member)
            and issubclass(member, PreTrainedConfig)
            and member.__module__ == module.__name__
        ]
    return found


def named_lines(package: str) -> list[str]:
    """Tokenizers, processors and collators by transformers' names. Adapters hand on what is not
    made for them."""
    if package == "auto_core":
        tokenizers = {name: named_class(name).__base__ for name in class_names()
                      if name.endswith("Tokenizer")}  # fmt: skip
        processors = [named_class(name) for name in class_names() if name not in tokenizers]
        imported = [(cls.__module__, cls.__name__, cls.__name__) for cls in processors]
        bases = {(base.__module__, base.__name__) for base in tokenizers.values()}
        imported += [(module, name, f"_{name}") for module, name in bases]
        imported += [("auto_core.collators", name, name) for name in COLLATORS]
        lines = [f"from {module} import {name} as {own}" for module, name, own in sorted(imported)]
        for name, base in tokenizers.items():
            lines += ["", f"class {name}(_{base.__name__}): ...", f"{_aliases(name)[0]} = {name}"]
        for cls in processors:
            lines += [f"{alias} = {cls.__name__}" for alias in _aliases(cls.__name__)]
        return [*lines, ""]
    handed_on = [name for name in PACKAGES["auto_core"][2] if "Numpy" not in name]
    for name in class_names():
        handed_on += [name, *_aliases(name)]
    lines = [f"from auto_core import {name} as {name}" for name in sorted(handed_on)]
    return [
        *lines,
        *(f"from auto_core.collators import {name} as {name}" for name in COLLATORS),
        "",
    ]


def _aliases(name: str) -> list[str]:
    """Other names of transformers for the same class."""
    aliases = [f"{name}Fast"] if name.endswith(("Tokenizer", "ImageProcessor")) else []
    older = name.replace("ImageProcessor", "FeatureExtractor")
    return [*aliases, older] if older not in class_names() else aliases


# Names that a stub knows; an annotation with any other becomes Any.
PLAIN = {"Any", "None", "bool", "bytes", "dict", "float", "int", "list", "str", "tuple"}


def parameters(function: Any, *, config: str, extra: str = "") -> str:
    """The arguments of a function as a stub has them; unannotated ones are Any."""
    parts, named_only = [], False
    for p in list(inspect.signature(function).parameters.values())[1:]:
        hint = p.annotation if isinstance(p.annotation, str) else "Any"
        if p.name == "config":
            hint = config if p.default is not None else f"{config} | None"
        elif not set(re.findall(r"\w+", hint)) <= PLAIN:
            hint = "Any"
        if p.kind is p.VAR_POSITIONAL:
            parts.append(f"*{p.name}: {hint}")
            named_only = True
        elif p.kind is p.VAR_KEYWORD:
            parts.append(f"**{p.name}: {hint}")
        else:
            if p.kind is p.KEYWORD_ONLY and not named_only:
                parts.append("*")
                named_only = True
            default = "" if p.default is p.empty else f" = {p.default!r}"
            parts.append(f"{p.name}: {hint}{default}")
    if extra:
        keywords = [part for part in parts if part.startswith("**")]
        parts = [part for part in parts if not part.startswith("**")]
        parts += [] if named_only else ["*"]
        parts += [extra, *keywords]
    return "".join(f"\n        {part}," for part in parts)


def stub(package: str) -> str:
    """The text of a package's __init__.pyi."""
    prefix, base, names = PACKAGES[package]
    models = model_classes()
    configs = sorted({(m.config_class.__module__, m.config_class.__name__) for m in models})
    lines = [
        "# Written by tools/stubs.py (make stubs). Do not edit.",
        "",
        "import os",
        "from types import ModuleType",
        "from typing import Any, Generic, Literal, Self, TypeVar, overload",
        "",
        "from auto_core.auto.modeling import AutoModelFactory",
    ]
    exported = [(module, name) for name, module in names.items()]
    if package == "auto_core":
        exported += [(c.__module__, c.__name__) for c in config_classes()]
    else:
        exported += configs
    lines += [f"from {module} import {name} as {name}" for module, name in sorted(exported)]
    lines += named_lines(package)
    lines += ["", "__version__: str", ""]
    if package != "auto_core":
        lines += ["def read_architecture(module: str) -> ModuleType: ...", ""]
    lines.append(_bases(package, base))
    for task in TASKS:
        model = f"_{task.name.removeprefix('AutoModel') or 'Base'}Model"
        lines += [*_task_model(task, model), "", f"class {prefix}{task.name}(_AutoModel[{model}]):"]
        lines.append(f'    """Loads {task.head}, with the class that the checkpoint calls for."""')
    known = {name for _, name in exported} | {"PreTrainedConfig"}
    written: set[str] = set()
    outputs: set[tuple[str, str]] = set()
    for model in models:
        config = model.config_class.__name__
        if config not in known:  # one that only siblings share
            config = "PreTrainedConfig"
        name = prefix + model.__name__.removeprefix("Numpy")
        if name in written:  # of a part, which its module has under the same name
            continue
        written.add(name)
        lines += ["", f"class {name}(_Model):  # auto_core/models/{_file(model)}"]
        if model.__doc__:
            lines.append(_docstring(model.__doc__, "    "))
        lines.append(f"    config: {config}")
        lines.append(
            f"    def __init__(self,{parameters(model.__init__, config=config)}\n    ) -> None: ..."
        )
        requests = "return_dict: bool | None = None"
        call = parameters(model.forward, config=config, extra=requests)
        output = output_class(model)
        if output is not None:
            outputs.add((output.__module__, output.__name__))
        returned = output.__name__ if output is not None else "Any"
        lines.append(f"    def __call__(self,{call}\n    ) -> {returned}:")
        lines.append(_docstring(model.forward.__doc__, "        "))
    outputs.add(("auto_core.outputs.base", "ModelOutput"))
    imports = [f"from {module} import {name}" for module, name in sorted(outputs)]
    return "\n".join([*lines[:6], *imports, *lines[6:]]) + "\n"


def _docstring(text: str | None, indent: str) -> str:
    """A docstring's lines, in quotes."""
    plain = inspect.cleandoc(text or "").replace("\\", "\\\\").replace(QUOTES, "'")
    body = "\n".join(indent + line if line else "" for line in plain.splitlines()).strip()
    return f"{indent}{QUOTES}{body}\n{indent}{QUOTES}"


def _placement_keywords(package: str) -> list[str]:
    """An adapter's keywords of placement, read from its source: no framework is imported."""
    path = ROOT / "packages" / package.replace("_", "-") / "src" / package / "pretrained.py"
    if not path.exists():
        return []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "placement_keywords":
            return [leaf.value for leaf in ast.walk(node.value) if isinstance(leaf, ast.Constant)]
    raise SystemExit(f"{path} has no placement_keywords.")


def _bases(package: str, base: str) -> str:
    """The base of a package's models and that of its Auto classes."""
    keywords = KEYWORDS + [f"{name}: Any = None" for name in _placement_keywords(package)]
    keywords += QUANTIZED if package != "auto_core" else []
    generate = NumpyPreTrainedModel.generate
    return BASES.format(
        base=base,
        loading=_loading(keywords, "Self", NumpyPreTrainedModel.from_pretrained),
        auto_loading=_loading(REMOTE + keywords, "_M", AutoModelFactory.from_pretrained),
        generate=parameters(generate, config="PreTrainedConfig"),
        generate_documentation=_docstring(generate.__doc__, "        "),
    ).strip("\n")


def _loading(keywords: list[str], loaded: str, documented: Any) -> str:
    return LOADING.format(
        keywords="\n".join(f"        {keyword}," for keyword in keywords),
        loaded=loaded,
        documentation=_docstring(documented.__doc__, "        "),
    ).strip("\n")


def _task_model(task: Task, name: str) -> list[str]:
    """A model of a task whose class the checkpoint says. Its output names the fields that those
    of all classes of this task have; others may be there, too."""
    outputs = [cls for head in _heads(task) if (cls := output_class(head)) is not None]
    named = [[field.name for field in dataclasses.fields(cls)] for cls in outputs]
    common = [field for field in next(iter(named), []) if all(field in other for other in named)]
    output = name.removesuffix("Model") + "Output"
    return [
        "",
        f"class {output}(ModelOutput):",
        *(f"    {field}: Any" for field in common),
        "    def __getattr__(self, name: str) -> Any: ...",
        "",
        f"class {name}(_Model):",
        f"    def __call__(self, *args: Any, **inputs: Any) -> {output}: ...",
    ]


@functools.cache
def _heads(task: Task) -> list[type]:
    """The classes of every built-in architecture for a task."""
    modules = (importlib.import_module(f"auto_core.models.{name}") for name in built_in_modules())
    found = [getattr(module, "HEADS", {}).get(task.key) for module in modules]
    return [cls for cls in found if cls is not None]


def _file(model: type) -> str:
    return model.__module__.rpartition(".")[2] + ".py"


def main() -> None:
    for package in PACKAGES:
        path = ROOT / "packages" / package.replace("_", "-") / "src" / package / "__init__.pyi"
        path.write_text(stub(package), encoding="utf-8")


if __name__ == "__main__":
    main()
