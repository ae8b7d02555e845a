"""Images of strangers: other formats under a usual name, and few bytes that are many pixels."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from core.limited import MEGABYTE, in_child
from PIL import Image

from auto_core.errors import InputError
from auto_core.processors import annotations, images, opening

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(/tmp/x) (w) file\n"


def png(width: int, height: int) -> bytes:
    """A grey PNG of zeros: some bytes per thousand pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    packed = zlib.compressobj(9)
    line = bytes(1 + width)
    pixels = b"".join(packed.compress(line) for _ in range(height)) + packed.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def attempt(path: str) -> Any:
    return images.open_image(path)


@pytest.mark.parametrize("as_base64", [False, True])
def test_eps_in_a_png_runs_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_base64: bool
) -> None:
    from PIL import EpsImagePlugin

    def run(*args: Any, **options: Any) -> Any:
        raise AssertionError("Ghostscript was started")

    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", run)
    path = tmp_path / "photo.png"
    path.write_bytes(EPS)
    source = base64.b64encode(EPS).decode() if as_base64 else str(path)
    with pytest.raises(InputError, match="No image can be read .* PNG, JPEG"):
        images.open_image(source)
    segment = {"file_name": "photo.png", "segments_info": [], "image_id": 1}
    with pytest.raises(InputError, match=r"photo\.png"):
        annotations._panoptic(segment, (9, 9), False, tmp_path)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM"])
def test_usual_formats(tmp_path: Path, name: str) -> None:
    pixels = np.full((5, 7, 3), 200, dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "image", format=name)
    found = np.asarray(images.open_image(str(tmp_path / "image")))
    assert found.shape == pixels.shape
    assert abs(found.astype(int) - 200).max() < 5


@pytest.mark.parametrize(("width", "height"), [(12_000, 12_000), (60_000, 60_000)])
def test_a_small_file_of_many_pixels(tmp_path: Path, width: int, height: int) -> None:
    path = tmp_path / "bomb.png"
    damaged = png(width, 64)
    header = b"IHDR" + struct.pack(">II", width, height) + damaged[24:29]
    path.write_bytes(damaged[:12] + header + struct.pack(">I", zlib.crc32(header)) + damaged[33:])
    (outcome,) = in_child("core.processors.test_image_files:attempt", [str(path)], megabytes=256)
    assert outcome["ours"], outcome
    assert "too large" in outcome["message"] or f"{width} x {height}" in outcome["message"]
    assert "bomb.png" in outcome["message"]
    assert outcome["bytes"] < 100 * MEGABYTE


def test_the_limit_is_the_callers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "image.png"
    path.write_bytes(png(100, 100))
    monkeypatch.setattr(opening, "MAX_PIXELS", 9_999)
    with pytest.raises(InputError, match="AUTO_MAX_IMAGE_PIXELS=10000"):
        images.open_image(str(path))
    monkeypatch.setenv("AUTO_MAX_IMAGE_PIXELS", "10000")
    assert images.open_image(str(path)).size == (100, 100)
    monkeypatch.setenv("AUTO_MAX_IMAGE_PIXELS", "many")
    with pytest.raises(InputError, match="'many', expected a number"):
        images.open_image(str(path))


@pytest.mark.parametrize("cut", range(1, 45, 7))
def test_a_damaged_file(tmp_path: Path, cut: int) -> None:
    stream = io.BytesIO()
    Image.fromarray(np.zeros((9, 9, 3), dtype=np.uint8)).save(stream, format="PNG")
    path = tmp_path / "cut.png"
    path.write_bytes(stream.getvalue()[:cut])
    with pytest.raises(InputError, match=r"cut\.png"):
        images.open_image(str(path))
