"""Memory and tokens per second of weights that are kept quantised, each program in a process.

A Llama of 336 million parameters in bfloat16, and what quantising on load makes of it: bytes of
its tensors per parameter, what they are of bfloat16's, and seconds of a token and of a prompt,
against the unpacked model of the same framework and, on torch, transformers with the libraries.

    python -m benchmarks.quantised --rounds 3
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from benchmarks.pairs import run

PROMPT, NEW, REPEATS = 128, 8, 2
SIZE = {
    "vocab_size": 32000,
    "hidden_size": 1024,
    "intermediate_size": 2752,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "max_position_embeddings": 512,
    "tie_word_embeddings": True,
}
SMALL = SIZE | {"vocab_size": 512, "hidden_size": 128, "intermediate_size": 256}
SMALL |= {"num_hidden_layers": 2, "num_attention_heads": 4}
OURS: dict[str, dict[str, Any] | None] = {
    "bfloat16": None,
    "int8": {"bits": 8},
    "int4": {"bits": 4, "group_size": 64},
}
PACKAGES = {"torch": ("auto_torch", ""), "tf": ("auto_tf", "TF"), "flax": ("auto_flax", "Flax")}
# transformers with the library of a format, where its kernels run on this device.
THEIRS = ("bfloat16", "bitsandbytes nf4", "torchao int8", "compressed-tensors int4")


def programs() -> list[tuple[str, str]]:
    found = [("transformers", name) for name in THEIRS]
    return [*found, *((framework, name) for framework in PACKAGES for name in OURS)]


def loaded(framework: str, name: str, directory: str) -> tuple[Any, int]:
    """A model, and the bytes of its tensors."""
    if framework == "transformers":
        return _transformers(name, directory)
    package, prefix = PACKAGES[framework]
    auto = getattr(__import__(package), f"{prefix}AutoModelForCausalLM")
    settings = OURS[name]
    options = {} if settings is None else {"quantization_config": settings}
    model = auto.from_pretrained(directory, dtype="bfloat16", **options)
    slots = {slot.identity: slot.read() for slot in model.slots()}
    return model, sum(value.nbytes for value in slots.values())


def _transformers(name: str, directory: str) -> tuple[Any, int]:
    import torch
    import transformers

    settings: Any = None
    if name.startswith("bitsandbytes"):
        settings = transformers.BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
    elif name.startswith("torchao"):
        from torchao.quantization import Int8WeightOnlyConfig

        settings = transformers.TorchAoConfig(Int8WeightOnlyConfig())
    elif name.startswith("compressed"):
        directory = f"{directory}-int4"  # as we have written it
    options = {} if settings is None else {"quantization_config": settings}
    model = transformers.AutoModelForCausalLM.from_pretrained(
        directory, dtype=torch.bfloat16, **options
    ).eval()
    model.generate(torch.ones((1, 4), dtype=torch.int64), max_new_tokens=1)  # it may unpack itself
    tensors = {id(t): t for t in [*model.parameters(), *model.buffers()]}
    total = 0
    for tensor in tensors.values():
        parts = getattr(tensor, "tensor_data_names", None)
        inner = [getattr(tensor, part) for part in parts] if parts else [tensor]
        state = getattr(tensor, "quant_state", None)
        inner += [state.absmax] if state is not None else []
        total += sum(part.nbytes for part in inner)
    return model, total


def generated(framework: str, model: Any) -> Callable[[int, int], Any]:
    """A function (length of the prompt, new tokens)."""
    import numpy as np

    def ids(length: int) -> Any:
        return (np.arange(length)[None] * 7919 % 500 + 3).astype(np.int64)

    if framework == "transformers":
        import torch

        return lambda length, new: model.generate(
            torch.from_numpy(ids(length)), max_new_tokens=new, min_new_tokens=new, do_sample=False
        )
    return lambda length, new: np.asarray(
        model.generate(ids(length), max_new_tokens=new, min_new_tokens=new, do_sample=False)
    )


def measure(framework: str, name: str, directory: str) -> dict[str, float]:
    """One program: bytes, and seconds of a step and of a prompt, warm."""
    clock = time.process_time if os.environ.get("BENCHMARK_CPU") else time.perf_counter
    model, size = loaded(framework, name, directory)
    generate = generated(framework, model)

    def seconds(length: int, new: int) -> float:
        generate(length, new)
        times = []
        for _ in range(REPEATS):
            start = clock()
            generate(length, new)
            times.append(clock() - start)
        return statistics.median(times)

    long, short = seconds(8, NEW + 1), seconds(8, 1)
    return {"bytes": size, "step": (long - short) / NEW, "prompt": seconds(PROMPT, 1)}


def checkpoint(directory: str, size: dict[str, Any]) -> int:
    """Write the model and its int4 form; how many parameters it has."""
    import auto_torch

    config = auto_torch.AutoConfig.for_model("llama", **size)
    model = auto_torch.AutoModelForCausalLM.from_config(config, dtype="bfloat16")
    model.save_pretrained(directory)
    small = auto_torch.AutoModelForCausalLM.from_pretrained(
        directory, dtype="bfloat16", quantization_config=OURS["int4"]
    )
    small.save_pretrained(f"{directory}-int4")
    return model.num_parameters()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="a model that only shows it runs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", nargs=3, help="framework, format and directory: one measurement")
    parser.add_argument(
        "--cpu", action="store_true", help="CPU seconds, where others use the cores"
    )
    parser.add_argument("--only", help="a part of the names of programs")
    options = parser.parse_args()
    if options.one:
        print("RESULT", json.dumps(measure(*options.one)))
        return
    if options.cpu:
        os.environ["BENCHMARK_CPU"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        directory = f"{folder}/llama"
        count = checkpoint(directory, SMALL if options.small else SIZE)
        print(f"{count / 1e6:.0f} million parameters")
        found: dict[tuple[str, str], list[dict[str, float]]] = {}
        wanted = [p for p in programs() if not options.only or options.only in " ".join(p)]
        for _ in range(options.rounds):
            for program in wanted:
                command = [sys.executable, "-m", "benchmarks.quantised", "--one"]
                output = run([*command, *program, directory]).output
                line = next(x for x in output.splitlines() if x.startswith("RESULT"))
                found.setdefault(program, []).append(json.loads(line.removeprefix("RESULT")))
                print(*program, line, flush=True)
        report(found, count)


def report(found: dict[tuple[str, str], list[dict[str, float]]], count: int) -> None:
    """Ratios are medians of the rounds' own."""

    def ratio(program: tuple[str, str], other: tuple[str, str], key: str) -> str:
        if other not in found:
            return "     "
        pairs = zip(found[other], found[program], strict=True)
        return f"{statistics.median(b[key] / a[key] for a, b in pairs):5.2f}"

    print("bytes/param, of bfloat16; ms/token, ms/prompt; of own bfloat16 (transformers' bfloat16)")
    for program, rounds in found.items():
        own, theirs = (program[0], "bfloat16"), ("transformers", "bfloat16")
        bytes_, step, prompt = (
            statistics.median(one[key] for one in rounds) for key in ("bytes", "step", "prompt")
        )
        print(
            f"{' '.join(program):38} {bytes_ / count:5.2f} {ratio(program, own, 'bytes')}"
            f" {step * 1e3:8.1f} {prompt * 1e3:8.0f}"
            f"  {ratio(program, own, 'step')} {ratio(program, own, 'prompt')}"
            f" ({ratio(program, theirs, 'step')} {ratio(program, theirs, 'prompt')})"
        )


if __name__ == "__main__":
    main()
