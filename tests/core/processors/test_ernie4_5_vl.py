"""ERNIE 4.5 VL's processors; transformers' video processor needs torchvision: what it does with
frames is recorded here, and images and texts are compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from core.processors.compare import IMAGES, assert_same, noise
from core.processors.multimodal import folder_of, of_transformers, photo
from PIL import ImageFont

import auto_core.processors as ours
from auto_core.auto.processing import AutoProcessor
from auto_core.auto.video_processing import AutoVideoProcessor
from auto_core.errors import InputError
from auto_core.processors.ernie4_5_vl import clock

KINDS = ("image", "video")
NAMES = [f"{kind}{part}_token" for kind in KINDS for part in ("", "_start", "_end")]
TOKENS = {name: f"<|{name.removesuffix('_token').upper()}|>" for name in NAMES}
TOKENS |= {f"{kind}_token": f"<|{kind.upper()}_PLACEHOLDER|>" for kind in KINDS}
SMALL: dict[str, Any] = {"size": {"shortest_edge": 3136, "longest_edge": 28 * 28 * 20}}
AROUND = [
    f"{TOKENS[f'{kind}_start_token']} {TOKENS[f'{kind}_token']} {TOKENS[f'{kind}_end_token']}"
    for kind in KINDS
]
TEXTS = [f"{AROUND[0]} what is this", f"a cat {AROUND[0]} a dog {AROUND[0]}"]


@pytest.mark.parametrize("options", [{}, {"patch_size": 6, "merge_size": 3, **SMALL}])
@pytest.mark.parametrize("image", IMAGES)
def test_images(image: str, options: dict[str, Any]) -> None:
    mine = ours.Ernie4_5_VLMoeImageProcessor(**options)
    theirs = transformers.models.ernie4_5_vl_moe.Ernie4_5_VLMoeImageProcessorPil(**options)
    found, expected = (one(IMAGES[image](), return_tensors="np") for one in (mine, theirs))
    assert_same(found, expected)
    assert mine.get_number_of_image_patches(61, 47) == theirs.get_number_of_image_patches(61, 47)


def test_frames_are_resized_as_images() -> None:
    """An odd number of them: the last one is repeated."""
    frames = [noise(123, 77, seed=seed) for seed in range(3)]
    mine = ours.Ernie4_5_VLMoeVideoProcessor(**SMALL)
    found = mine(frames, do_sample_frames=False, draw_on_frames=False, return_tensors="np")
    images = ours.Ernie4_5_VLMoeImageProcessor(**SMALL)
    expected = images([*frames, frames[-1]], return_tensors="np")
    assert_same(found["pixel_values_videos"], expected["pixel_values"])
    assert found["video_grid_thw"].tolist() == [[4, 8, 6]]
    assert mine.get_num_of_video_patches(3, 123, 77) == 4 * 48
    with pytest.raises(InputError, match="temporal_patch_size"):
        ours.Ernie4_5_VLMoeVideoProcessor(temporal_patch_size=1)


@pytest.mark.parametrize(
    ("options", "total", "count"),
    [
        (dict(num_frames=16), 40, 16),
        (dict(fps=1), 100, 20),
        (dict(fps=1), 20, 16),  # at least so many
        (dict(), 400, 180),
        (dict(), 10, 10),
    ],
)
def test_sampled_frames(options: dict[str, Any], total: int, count: int) -> None:
    mine = ours.Ernie4_5_VLMoeVideoProcessor()
    about = {"fps": 5.0, "total_num_frames": total}
    found = mine.sampled(about, vars(mine) | options)
    assert found == [int(index * total / count) for index in range(count)]
    for wrong, message in ((dict(num_frames=3), "16 to 180"), (dict(num_frames=50), "has 40")):
        with pytest.raises(InputError, match=message):
            mine.sampled(about | {"total_num_frames": 40}, vars(mine) | wrong)


def fonts() -> str:
    """A TrueType font that a package has."""
    found = sorted(Path(transformers.__file__).parents[1].glob("**/*.ttf"))
    if not found:
        pytest.skip("no package has a TrueType font")
    return str(found[0])


def test_frames_have_their_times(tmp_path: Path) -> None:
    font, frames = fonts(), [np.full((200, 300, 3), 128, np.uint8)] * 2
    mine = ours.Ernie4_5_VLMoeVideoProcessor(**SMALL, font=font)
    options = vars(mine) | {"font": font}
    about = {"fps": 2.0, "frames_indices": [0, 5]}
    arrays = [frame.transpose(2, 0, 1) for frame in frames]
    first, second = mine.marked(arrays, about, options)
    assert first.shape == (3, 200, 300) and not np.array_equal(first, second)
    size = ImageFont.truetype(font, 20).getbbox(clock(0), stroke_width=2)
    assert (first[:, :, int(size[2]) + 1 :] == 128).all()
    assert (first[:, int(size[3]) + 1 :] == 128).all()
    assert {0, 128, 255} <= set(first.reshape(-1).tolist())
    assert mine.marked(arrays, about, options | {"draw_on_frames": False}) is arrays
    with pytest.raises(InputError, match="draw_on_frames=False"):
        mine(frames, font="none.ttf", do_sample_frames=False)
    with pytest.raises(InputError, match="whole numbers"):
        mine.marked([array / 255 for array in arrays], about, options)
    assert clock(3725.5) == "time: 01:02:05.50"


def both(folder: Path, **part: Any) -> tuple[Any, Any]:
    """Both libraries' processors."""
    part = {"image_processor_type": "Ernie4_5_VLMoeImageProcessor", **SMALL, **part}
    folder = folder_of(folder, "Ernie4_5_VLMoe", part, list(TOKENS.values()), *AROUND)
    (folder / "config.json").write_text('{"model_type": "ernie4_5_vl_moe"}')
    mine = AutoProcessor.from_pretrained(folder)
    ids = {f"{k}_id": mine.tokenizer.convert_tokens_to_ids(token) for k, token in TOKENS.items()}
    return mine, of_transformers(folder, "Ernie4_5_VLMoe", **ids, **TOKENS)


@pytest.mark.parametrize("return_tensors", ["np", "pt"])
def test_texts_with_images(return_tensors: str, tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    images = [photo(0), photo(1, 100, 60), photo(2)]
    call = dict(images=images, padding=True, return_tensors=return_tensors)
    found = mine(text=list(TEXTS), **call)
    assert_same(found, theirs(text=list(TEXTS), **call))
    assert "moe_mm_token_type_ids" in found and "token_type_ids" not in found
    assert mine.model_input_names[-2:] == ["mm_token_type_ids", "moe_mm_token_type_ids"]
    with pytest.raises(InputError, match="tokens for"):
        mine(images=images[:2], text=list(TEXTS))


def test_texts_with_videos(tmp_path: Path) -> None:
    mine, theirs = both(tmp_path)
    frames = [noise(61, 47, seed=seed) for seed in range(5)]
    options = dict(do_sample_frames=False, draw_on_frames=False)
    found = mine(videos=[frames], text=AROUND[1], return_tensors="np", **options)
    text = AROUND[1].replace(
        TOKENS["video_token"],
        TOKENS["video_token"] * int(found["video_grid_thw"].prod() // 8),
    )
    expected = theirs.tokenizer(text, return_tensors="np")["input_ids"]
    assert_same(found["input_ids"], expected)
    routed = theirs.create_moe_mm_token_type_ids(expected)
    assert_same(found["moe_mm_token_type_ids"], routed)
    token = mine.tokenizer.convert_tokens_to_ids(TOKENS["video_token"])
    assert np.array_equal(found["mm_token_type_ids"], 2 * (expected == token))


def test_the_font_is_read_and_written(tmp_path: Path) -> None:
    font = Path(fonts())
    old = tmp_path / "old"
    old.mkdir()
    (old / "letters.ttf").write_bytes(font.read_bytes())
    mine, _ = both(old, font="letters.ttf", draw_on_frames=True)
    assert mine.video_processor.font == str(old / "letters.ttf")
    mine.save_pretrained(tmp_path / "new")
    assert (tmp_path / "new" / "letters.ttf").read_bytes() == font.read_bytes()
    again = AutoProcessor.from_pretrained(tmp_path / "new")
    assert again.video_processor == mine.video_processor
    assert again.video_processor.font == str(tmp_path / "new" / "letters.ttf")
    mine.video_processor.save_pretrained(tmp_path / "video")
    alone = AutoVideoProcessor.from_pretrained(
        tmp_path / "video" / "video_preprocessor_config.json"
    )
    assert alone.font == str(tmp_path / "video" / "letters.ttf")
    assert '"font": "letters.ttf"' in alone.to_json_string()
