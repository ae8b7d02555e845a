"""Images of results for the guides, drawn when the site is built: a scene whose objects are known,
and on it what a model that makes no mistake would find."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from auto_core import WhisperFeatureExtractor
from auto_core.overlays import overlay, with_depth

SIZE = (320, 240)
NAMES = ["sky", "grass", "house", "tree", "ball"]
# Left, top, right, bottom of the objects.
BOXES = np.array([[40, 55, 130, 180], [163, 55, 237, 185], [245, 160, 285, 200]])


def _shapes(pen: Any, colors: list[Any]) -> None:
    """The scene in these colours of sky, grass, house, tree and ball."""
    sky, grass, house, tree, ball = colors
    pen.rectangle((0, 0, *SIZE), fill=sky)
    pen.rectangle((0, 150, *SIZE), fill=grass)
    pen.rectangle((45, 100, 125, 180), fill=house)
    pen.polygon([(40, 100), (85, 55), (130, 100)], fill=house)
    pen.rectangle((195, 120, 207, 185), fill=tree)
    pen.ellipse((163, 55, 237, 129), fill=tree)
    pen.ellipse((245, 160, 285, 200), fill=ball)


def scene() -> Image.Image:
    """What a camera would see."""
    image = Image.new("RGB", SIZE)
    pen = ImageDraw.Draw(image)
    _shapes(pen, ["#a9d3f2", "#7fae6b", "#c98f6b", "#4f7f4a", "#e9e4d4"])
    pen.rectangle((75, 140, 95, 180), fill="#6b4a34")
    pen.rectangle((55, 115, 70, 130), fill="#eef6fb")
    pen.rectangle((100, 115, 115, 130), fill="#eef6fb")
    return image


def classes() -> np.ndarray:
    """The class of each pixel [h w]."""
    image = Image.new("L", SIZE)
    _shapes(ImageDraw.Draw(image), list(range(len(NAMES))))
    return np.asarray(image).astype(np.int64)


def boxes() -> Image.Image:
    """Object detection."""
    found = {"boxes": BOXES, "labels": [2, 3, 4], "scores": [0.98, 0.95, 0.91]}
    return overlay(scene(), found, names=NAMES)


def segments() -> Image.Image:
    """Panoptic segmentation."""
    infos = [{"id": index, "label_id": index} for index in range(len(NAMES))]
    return overlay(scene(), {"segmentation": classes(), "segments_info": infos}, names=NAMES)


def masks() -> Image.Image:
    """The mask of what a point means."""
    image = overlay(scene(), (classes() == NAMES.index("ball"))[None])
    ImageDraw.Draw(image).ellipse((262, 177, 268, 183), fill="red")
    return image


def depth() -> Image.Image:
    """Depth, the nearest the brightest."""
    rows = np.maximum(0, np.arange(SIZE[1]) - 150) / 90
    near = np.broadcast_to(rows[:, None], SIZE[::-1]).copy()
    for name, value in {"house": 0.33, "tree": 0.39, "ball": 0.55}.items():
        near[classes() == NAMES.index(name)] = value
    return overlay(scene(), {"predicted_depth": near})


CORNERS = np.array([[45, 180], [125, 180], [40, 100], [130, 100], [85, 55], [75, 140], [95, 140]])


def keypoints() -> Image.Image:
    """Keypoints, the surest the greenest."""
    return overlay(scene(), {"keypoints": CORNERS, "scores": np.linspace(0.4, 1, len(CORNERS))})


def matches() -> Image.Image:
    """The same points of two images."""
    nearer = scene().resize((400, 300)).crop((20, 40, 340, 280))
    found = {
        "keypoints0": CORNERS,
        "keypoints1": CORNERS * 1.25 - [20, 40],
        "matching_scores": np.ones(len(CORNERS)),
    }
    return overlay(scene(), found, other=nearer)


def spectrogram() -> Image.Image:
    """What a speech model reads: log-mel features, low frequencies below."""
    time = np.arange(3 * 16000) / 16000
    sound = np.sin(2 * np.pi * (200 * time + 350 * time**2)) * (np.sin(7 * time) > -0.3)
    features = WhisperFeatureExtractor()(
        sound.astype(np.float32), sampling_rate=16000, return_tensors="np"
    )["input_features"][0, :, :300]
    image = Image.fromarray(features[::-1].astype(np.float32)).resize((600, 160))
    return with_depth(Image.new("RGB", image.size), np.asarray(image))


ALL: dict[str, Callable[[], Image.Image]] = {
    made.__name__: made for made in (boxes, segments, masks, depth, keypoints, matches, spectrogram)
}


def png(name: str) -> bytes:
    """An illustration as a file's content."""
    content = io.BytesIO()
    ALL[name]().save(content, "PNG")
    return content.getvalue()
