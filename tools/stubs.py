"""Write the stub of each package's lazy names, so that editors and type checkers see them."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

from auto_core.auto.exports import COLLATORS
from auto_core.auto.named import class_names, named_class
from auto_core.auto.tasks import TASKS
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

AUTO_BASE = """
class _AutoModel(AutoModelFactory):
    @classmethod
    def from_config(cls, config: PreTrainedConfig, **kwargs: Any) -> {base}: ...
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *model_args: Any,
        config: PreTrainedConfig | str | os.PathLike[str] | None = None,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        dtype: Any = "auto",
        strict: bool = True,
        ignore_mismatched_sizes: bool = False,
        output_loading_info: bool = False,
{keywords}
        **kwargs: Any,
    ) -> {base}:
{documentation}
"""
# What every `from_pretrained` of a model takes beside what its signature names.
KEYWORDS = [
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
        "from typing import Any",
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
    lines.append(_auto_base(package, base))
    for task in TASKS:
        lines += ["", f"class {prefix}{task.name}(_AutoModel):"]
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
        lines += ["", f"class {name}({base}):  # auto_core/models/{_file(model)}"]
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
    imports = [f"from {module} import {name}" for module, name in sorted(outputs)]
    return "\n".join([*lines[:6], *imports, *lines[6:]]) + "\n"


def output_class(model: Any) -> type | None:
    """The output that a model's forward returns, if its source names one."""
    head = inspect.unwrap(getattr(model.forward, "_head", model.forward))
    source = inspect.getsource(head)
    names = set(re.findall(r"\b([A-Z]\w*Output\w*)(?:\.of)?\(", source))
    if "self.output_class" in source:
        found = model.output_class
    else:
        found = head.__globals__.get(names.pop()) if len(names) == 1 else None
    return found if inspect.isclass(found) else None


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


def _auto_base(package: str, base: str) -> str:
    """The methods of a package's Auto classes."""
    keywords = KEYWORDS + [f"{name}: Any = None" for name in _placement_keywords(package)]
    keywords += QUANTIZED if package != "auto_core" else []
    return AUTO_BASE.format(
        base=base,
        keywords="\n".join(f"        {keyword}," for keyword in keywords),
        documentation=_docstring(NumpyPreTrainedModel.from_pretrained.__doc__, "        "),
    ).strip("\n")


def _file(model: type) -> str:
    return model.__module__.rpartition(".")[2] + ".py"


def main() -> None:
    for package in PACKAGES:
        path = ROOT / "packages" / package.replace("_", "-") / "src" / package / "__init__.pyi"
        path.write_text(stub(package), encoding="utf-8")


if __name__ == "__main__":
    main()
