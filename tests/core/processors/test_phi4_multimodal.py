"""Phi-4-Multimodal's processors against transformers'. Its image processor needs torchvision there:
Pillow resizes in its place, as its authors' code does."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same, noise
from core.processors.multimodal import folder_of, photo
from parity.waves import waveform
from PIL import Image

from auto_core import AutoFeatureExtractor, AutoImageProcessor, AutoProcessor, AutoTokenizer
from auto_core.errors import InputError
from auto_core.processors import (
    Phi4MultimodalFeatureExtractor,
    Phi4MultimodalImageProcessor,
    Phi4MultimodalProcessor,
)

RATE = 16000
MODULE = "transformers.models.phi4_multimodal.image_processing_phi4_multimodal"


# --- images -------------------------------------------------------------------------------------


def resized(image: torch.Tensor, size: list[int]) -> torch.Tensor:
    whole = Image.fromarray(image.permute(1, 2, 0).numpy())
    scaled = np.asarray(whole.resize((size[1], size[0]), Image.Resampling.BILINEAR))
    return torch.tensor(scaled).permute(2, 0, 1)


def padded(image: torch.Tensor, amounts: list[int], fill: list[int]) -> torch.Tensor:
    left, top, right, bottom = amounts
    return torch.nn.functional.pad(image, (left, right, top, bottom), value=fill[0])


class Backend:
    """What the reference takes of its base, without torchvision."""

    def __init__(self, **options: Any):
        vars(self).update(options)

    def rescale_and_normalize(
        self, image: Any, rescale: bool, factor: float, normalize: bool, mean: Any, std: Any
    ) -> torch.Tensor:
        image = image.float() * (factor if rescale else 1)
        mean, std = (torch.tensor(x)[:, None, None] for x in (mean, std))
        return (image - mean) / std if normalize else image

    def resize(self, image: Any, size: Any, resample: int, antialias: bool) -> torch.Tensor:
        assert not antialias
        mode = {2: "bilinear", 3: "bicubic"}[resample]
        shape = (size.height, size.width)
        return torch.nn.functional.interpolate(image[None], shape, mode=mode)[0]


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Their function of a list of images and options."""
    names = ("torchvision", "torchvision.transforms", "torchvision.transforms.v2")
    for name in names:
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    v2: Any = sys.modules[names[-1]]
    v2.functional = SimpleNamespace(resize=resized, pad=padded)
    backends = importlib.import_module("transformers.image_processing_backends")
    monkeypatch.setattr(backends, "TorchvisionBackend", Backend)
    monkeypatch.setattr(transformers.utils, "auto_docstring", lambda decorated: decorated)
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    cls = importlib.import_module(MODULE).Phi4MultimodalImageProcessor
    monkeypatch.delitem(sys.modules, MODULE)

    def call(images: list[Image.Image], **options: Any) -> Any:
        names = ("size", "resample", "do_rescale", "do_normalize", "image_mean", "image_std")
        every = {name: getattr(cls, name) for name in (*names, "patch_size", "dynamic_hd")}
        every |= dict(do_resize=True, rescale_factor=1 / 255, return_tensors="np") | options
        every["size"] = SimpleNamespace(**every["size"])
        arrays = [torch.tensor(np.array(image)).permute(2, 0, 1) for image in images]
        return cls()._preprocess(arrays, **every)

    return call


SMALL: dict[str, Any] = dict(size={"height": 64, "width": 64}, patch_size=2)
OPTIONS: list[dict[str, Any]] = [
    SMALL,
    SMALL | dict(dynamic_hd=3, resample=2, image_mean=[0.1, 0.2, 0.3], do_rescale=False),
    dict(size={"height": 62, "width": 62}, patch_size=2, do_normalize=False, dynamic_hd=9),
]


@pytest.mark.parametrize("options", OPTIONS, ids=["small", "few", "odd"])
def test_images(reference: Any, options: dict[str, Any]) -> None:
    mine = Phi4MultimodalImageProcessor(**options)
    images = [photo(0), photo(1, 30, 190), photo(2, 200, 131), photo(3, 64, 64)]
    for some in (images, images[1:2]):
        assert_same(mine(some, return_tensors="np"), reference(some, **options), 2e-4)


def test_default_size(reference: Any) -> None:
    image = photo(0, 500, 300)
    found = Phi4MultimodalImageProcessor()(image, return_tensors="np")
    assert_same(found, reference([image]), 2e-4)
    assert found["image_pixel_values"].shape == (1, 3, 3, 448, 448)


def test_an_image_of_vectors_as_the_model_counts_them() -> None:
    """transformers counts those of crops of 32 by 32 patches, whatever the size is."""
    mine = Phi4MultimodalImageProcessor(size={"height": 12, "width": 12}, patch_size=4)
    found = mine(noise(12, 20), return_tensors="np")
    assert found["image_attention_mask"][0, 2].tolist() == [[1, 1, 0]] * 3
    assert found["num_img_tokens"] == [2 * 3 + 2 + 1 + 2 * 3]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(size={"height": 9, "width": 12}), "one height and width"),
        (dict(dynamic_hd=0), "dynamic_hd"),
        (dict(size={"height": 9, "width": 9}), "a patch of it"),
        (dict(size={"height": 40, "width": 40}, dynamic_hd=2), "too long"),
    ],
)
def test_images_that_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Phi4MultimodalImageProcessor(**options)(noise(12, 200))


# --- recordings ---------------------------------------------------------------------------------


def sounds(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [waveform(rng, size).astype(np.float32) for size in sizes]


SOUND_OPTIONS: list[dict[str, Any]] = [
    {},
    dict(
        feature_size=20,
        sampling_rate=8000,
        hop_length=100,
        n_fft=256,
        win_length=200,
        preemphasis=0.5,
        audio_compression_rate=4,
        audio_downsample_rate=2,
        audio_feat_stride=2,
        mel_min_frequency=50,
        mel_max_frequency=3000,
    ),
]


@pytest.mark.parametrize("options", SOUND_OPTIONS, ids=["default", "other"])
def test_recordings(options: dict[str, Any], tmp_path: Path) -> None:
    mine = Phi4MultimodalFeatureExtractor(**options)
    theirs: Any = transformers.Phi4MultimodalFeatureExtractor(**options)
    rate = mine.sampling_rate
    for audio in (
        sounds(9000, 4033, 4499, 8700),
        sounds(5000)[0],
        np.stack(sounds(3200, 3200)),
    ):
        for more in ({}, {"pad_to_multiple_of": 700}, {"padding": "max_length"}):
            call = dict(sampling_rate=rate, return_tensors="np", max_length=10000) | more
            assert_same(mine(audio, **call), theirs(audio, **call), 1e-3)
    bare = mine(sounds(900, 800), sampling_rate=rate, return_attention_mask=False)
    assert set(bare) == {"audio_input_features", "audio_embed_sizes"}
    theirs.save_pretrained(tmp_path)
    read = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert isinstance(read, Phi4MultimodalFeatureExtractor)
    assert set(theirs.to_dict()) - {"feature_extractor_type"} <= set(read.to_dict())


def test_a_recording_a_little_shorter_than_another() -> None:
    """transformers' fails: the last window of the shorter one is not in the longer one."""
    mine, (long, short) = Phi4MultimodalFeatureExtractor(), sounds(9000, 8999)
    together = mine([long, short], sampling_rate=RATE)["audio_input_features"]
    for found, wave in zip(together, (long, short), strict=True):
        alone = mine(wave, sampling_rate=RATE)["audio_input_features"][0]
        np.testing.assert_array_equal(found[: len(alone)], alone)


def test_what_is_no_recording() -> None:
    mine = Phi4MultimodalFeatureExtractor()
    with pytest.raises(InputError, match="400 or more"):
        mine(np.zeros(399, np.float32), sampling_rate=RATE)
    with pytest.raises(InputError, match="expected 'cpu'"):
        mine(np.zeros(4000, np.float32), device="cuda", sampling_rate=RATE)
    with pytest.raises(InputError, match="several lengths"):
        mine(sounds(900, 800), sampling_rate=RATE, padding=False)
    with pytest.raises(InputError, match="win_length"):
        Phi4MultimodalFeatureExtractor(win_length=513)


# --- both among texts ---------------------------------------------------------------------------

TOKENS = {"image_token": "<img>", "audio_token": "<sound>"}


class OurImages:
    """Our image processor as their processors call theirs."""

    def __init__(self, ours: Any):
        self.ours, self.model_input_names = ours, ours.model_input_names
        self.valid_kwargs = None

    def fetch_images(self, images: Any) -> Any:
        return images

    def __call__(self, images: Any, **options: Any) -> Any:
        return self.ours(images, return_tensors=options.get("return_tensors"))


@pytest.fixture
def both(tmp_path: Path) -> tuple[Any, Any]:
    """The processors; theirs has our image processor."""
    part = {"image_processor_type": "Phi4MultimodalImageProcessor", **SMALL}
    settings = {"extra_special_tokens": TOKENS}
    folder = folder_of(
        tmp_path / "a", "Phi4Multimodal", part, list(TOKENS.values()), "<img>", settings=settings
    )
    sound: Any = transformers.Phi4MultimodalFeatureExtractor(feature_size=10)
    mine = Phi4MultimodalProcessor(
        AutoImageProcessor.from_pretrained(folder),
        audio_processor=Phi4MultimodalFeatureExtractor(feature_size=10),
        tokenizer=AutoTokenizer.from_pretrained(folder),
        chat_template=(folder / "chat_template.jinja").read_text(),
    )
    theirs: Any = object.__new__(transformers.Phi4MultimodalProcessor)
    theirs.image_processor, theirs.audio_processor = OurImages(mine.image_processor), sound
    theirs.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    theirs.chat_template = mine.chat_template
    for name in TOKENS:
        setattr(theirs, name, getattr(theirs.tokenizer, name))
        setattr(theirs, f"{name}_id", getattr(theirs.tokenizer, f"{name}_id"))
    return mine, theirs


def test_texts(both: tuple[Any, Any], tmp_path: Path) -> None:
    mine, theirs = both
    given: dict[str, Any] = dict(
        text=["what <img> is <sound> this", "<sound> a <img> cat <img>"],
        images=[photo(0), photo(1, 30, 90), photo(2, 20, 20)],
        audio=sounds(9000, 3700),
        padding=True,
        return_tensors="np",
    )
    wanted = theirs(**given)
    assert_same(mine(**given), wanted, 1e-3)
    assert mine.model_input_names == theirs.model_input_names
    mine.save_pretrained(tmp_path / "b")
    again = AutoProcessor.from_pretrained(tmp_path / "b")
    assert isinstance(again, Phi4MultimodalProcessor)
    assert_same(again(**given), wanted, 1e-3)
    one = dict(text="a <sound> dog", audio=sounds(5000)[0], return_tensors="np")
    assert_same(mine(**one), theirs(**one), 1e-3)
    assert_same(mine(text="a dog"), theirs(text="a dog"))


def test_texts_that_do_not_fit(both: tuple[Any, Any]) -> None:
    mine, _ = both
    with pytest.raises(InputError, match="1 <img> tokens for 2 images"):
        mine(text="a <img>", images=[photo(0), photo(1)])
    with pytest.raises(InputError, match="no image_token"):
        type(mine)(mine.image_processor, mine.audio_processor, SimpleNamespace())
