"""Something to look at and to listen to, for the examples: made here, or read from a file."""

from __future__ import annotations

import sys
import wave

import numpy as np
from PIL import Image, ImageDraw


def checkpoint(default: str) -> str:
    """The first argument of the program: a directory or a name on the Hub."""
    return sys.argv[1] if len(sys.argv) > 1 else default


def sample_image() -> Image.Image:
    """The image file named by the second argument, or a red ball on green grass."""
    if len(sys.argv) > 2:
        return Image.open(sys.argv[2]).convert("RGB")
    image = Image.new("RGB", (320, 240), "skyblue")
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 150, 320, 240), fill="green")
    canvas.ellipse((120, 90, 220, 190), fill="red")
    return image


def video(frames: int) -> list[np.ndarray]:
    """So many frames [height, width, 3] of a ball that rolls from left to right."""
    found = []
    for left in np.linspace(20, 260, frames):
        image = Image.new("RGB", (320, 240), "skyblue")
        ImageDraw.Draw(image).ellipse((left, 150, left + 40, 190), fill="red")
        found.append(np.asarray(image))
    return found


def sound(rate: int = 16000) -> np.ndarray:
    """The WAV file (16 bits, one channel) named by the second argument, or two seconds of a tone.

    Returns samples between -1 and 1.
    """
    if len(sys.argv) > 2:
        with wave.open(sys.argv[2]) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (rate, 1, 2):
                sys.exit(f"{sys.argv[2]} is not {rate} Hz, one channel, 16 bits.")
            return np.frombuffer(file.readframes(file.getnframes()), "<i2") / np.float32(32768)
    time = np.arange(2 * rate) / rate
    return (0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
