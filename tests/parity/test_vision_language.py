"""What models that read images among texts write: the ids of transformers, on every framework."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import ALL, architecture
from parity.architectures import (
    aria,
    aya_vision,
    blip_2,
    deepseek_ocr2,
    deepseek_vl_hybrid,
    ernie4_5_vl_moe,
    exaone4_5,
    florence2,
    fuyu,
    gemma3,
    gemma3n,
    gemma4,
    gemma4_unified,
    glm4v,
    got_ocr2,
    hunyuan_vl,
    idefics,
    idefics2,
    idefics3,
    instructblip,
    internvl,
    kimi_k25,
    lfm2_vl,
    lighton_ocr,
    llama4,
    llava,
    llava_next,
    llava_next_video,
    llava_onevision,
    mllama,
    ovis2,
    paddleocr_vl,
    paligemma,
    phi4_multimodal,
    qwen2_5_omni_thinker,
    qwen2_vl,
    qwen3_omni_moe_thinker,
    t5gemma2,
    video_llama_3,
    video_llava,
    vipllava,
)
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected
from parity.multimodal import packed

from auto_core.errors import InputError

GREEDY, BEAMS = dict(max_new_tokens=6), dict(max_new_tokens=6, num_beams=3)


@dataclass(frozen=True)
class Prompt:
    """A row of an architecture's table, the inputs of a prompt, the type of later tokens, and
    whether transformers' beams keep each text's images."""

    model_type: str
    row: str
    inputs: Any
    later: int = 0
    beams: bool = True

    def __str__(self) -> str:
        return self.model_type if self.row.endswith("default") else f"{self.model_type}-{self.row}"

    @property
    def case(self) -> Case:
        return architecture(self.model_type).by_id()[self.row]

    def given(self) -> dict[str, Any]:
        return self.inputs(np.random.default_rng(1))


LM = "ForConditionalGeneration"
# Two texts padded on the left: one with two images, the other with an image and a video of four
# frames, no longer than it is wide.
FRAMES = packed(
    [3, (1, 4, 6), 2, (1, 2, 2), 2],
    [1, (1, 8, 4), 1, (4, 4, 4), 2],
    numbers=qwen2_vl.NUMBERS,
    side="left",
    by_frame=True,
)
TWO, LEFT = llava.TWO, dict(side="left")
SMALL, LARGE = paligemma.SMALL | LEFT, paligemma.LARGE | LEFT
PAGES = paddleocr_vl.SMALL | LEFT
GLM, GLM_VIDEO = glm4v.ONE | LEFT, glm4v.OTHERS | LEFT
AYA = aya_vision.SMALL | LEFT
TILED = ([(2, 0), (3, 2), (2, 1)], [(1, 1), (4, 2)])
TWO_LONG = ([2, 3, 2], [0, 5])
LFM = lfm2_vl.SMALL | LEFT
DEEPSEEK = deepseek_vl_hybrid.SMALL | LEFT
IDEFICS, IDEFICS_LARGE = idefics.SMALL | LEFT, idefics.LARGE | LEFT
PROMPTS = [
    Prompt(
        "qwen2_vl",
        f"{LM}-default",
        packed(
            [3, (1, 4, 6), 2, (1, 2, 2), 2],
            [1, (1, 4, 4), 1, (2, 4, 4), 2],
            numbers=qwen2_vl.NUMBERS,
            side="left",
        ),
    ),
    Prompt(
        "qwen2_5_vl",
        f"{LM}-default",
        packed(
            [3, (1, 4, 6), 2, (1, 2, 2), 2],
            [1, (1, 8, 4), 1, (2, 4, 4), 2],
            numbers=qwen2_vl.NUMBERS,
            side="left",
        ),
    ),
    Prompt(
        "ernie4_5_vl_moe",
        f"{LM}-default",
        ernie4_5_vl_moe.mixed(*ernie4_5_vl_moe.TWO, **ernie4_5_vl_moe.SMALL, side="left"),
    ),
    Prompt(
        "ernie4_5_vl_moe",
        f"{LM}-other",
        ernie4_5_vl_moe.mixed(*ernie4_5_vl_moe.OTHERS, **ernie4_5_vl_moe.LARGE, side="left"),
    ),
    Prompt("exaone4_5", f"{LM}-default", packed(*exaone4_5.TWO, **exaone4_5.ONE, side="left")),
    Prompt("qwen3_vl", f"{LM}-default", FRAMES),
    Prompt("qwen3_vl_moe", f"{LM}-default", FRAMES),
    Prompt("qwen3_5", f"{LM}-default", FRAMES),
    Prompt("qwen3_5_moe", f"{LM}-default", FRAMES),
    Prompt("llava", f"{LM}-default", llava.with_images(*llava.TWO, **llava.SMALL, side="left")),
    Prompt(
        "fuyu",
        "ForCausalLM-default",
        fuyu.with_patches(*llava.TWO, **fuyu.SMALL, side="left"),
        beams=False,
    ),
    Prompt(
        "llava_next",
        f"{LM}-default",
        llava_next.with_images(*llava.TWO, **llava_next.SMALL, side="left"),
    ),
    Prompt(
        "vipllava",
        f"{LM}-default",
        llava.with_images(*vipllava.TWO, **vipllava.SMALL, side="left"),
    ),
    Prompt(
        "llava_onevision",
        f"{LM}-default",
        llava_onevision.with_media(
            *llava_onevision.SEVERAL_TEXTS, **llava_onevision.SEVERAL, side="left"
        ),
    ),
    Prompt(
        "llava_onevision",
        f"{LM}-other",
        llava_onevision.with_media(
            *llava_onevision.LARGE_TEXTS, **llava_onevision.LARGE, side="left"
        ),
    ),
    Prompt("idefics", "ForVisionText2Text-default", idefics.among(*TWO_LONG, **IDEFICS)),
    Prompt("idefics", "ForVisionText2Text-other", idefics.among(*TWO_LONG, **IDEFICS_LARGE)),
    Prompt(
        "idefics2",
        f"{LM}-default",
        idefics3.with_images([4, 3], [3, 2, 1], **idefics2.SMALL, side="left", cut=9),
    ),
    Prompt(
        "idefics3",
        f"{LM}-default",
        idefics3.with_images([4, 3], [3, 2, 1], **idefics3.SMALL, side="left", cut=9),
    ),
    Prompt(
        "smolvlm",
        f"{LM}-default",
        idefics3.with_images([5], [3, 2, 1], **idefics3.SMALL, side="left"),
    ),
    Prompt("aria", f"{LM}-default", aria.with_images(*TWO, **aria.SMALL, cut=9, side="left")),
    Prompt("aya_vision", f"{LM}-default", llava.with_images(*TWO, **AYA)),
    Prompt("cohere2_vision", f"{LM}-default", llava.with_images(*TWO, **AYA)),
    Prompt("mllama", f"{LM}-default", mllama.among(*TILED, **mllama.SMALL, side="left")),
    Prompt("mllama", f"{LM}-other", mllama.among(*TILED, **mllama.LARGE, side="left")),
    Prompt(
        "internvl",
        f"{LM}-default",
        llava.with_images(*llava.TWO, **internvl.SMALL, side="left"),
    ),
    Prompt("lfm2_vl", f"{LM}-bias", lfm2_vl.with_tiles(*lfm2_vl.TWO, **LFM)),
    Prompt(
        "deepseek_ocr2",
        f"{LM}-default",
        deepseek_ocr2.with_views(*deepseek_ocr2.TEXTS, **deepseek_ocr2.SMALL, side="left"),
        beams=False,
    ),
    Prompt(
        "hunyuan_vl",
        f"{LM}-default",
        hunyuan_vl.images(*hunyuan_vl.TWO, **hunyuan_vl.SMALL, side="left"),
        beams=False,
    ),
    Prompt(
        "phi4_multimodal",
        "ForCausalLM-default",
        phi4_multimodal.mixed(*phi4_multimodal.ALL, side="left"),
        beams=False,
    ),
    Prompt(
        "phi4_multimodal",
        "ForCausalLM-other",
        phi4_multimodal.mixed(*phi4_multimodal.IMAGES, config=phi4_multimodal.OTHER, side="left"),
        beams=False,
    ),
    Prompt("deepseek_vl", f"{LM}-default", llava.with_images(*TWO, **DEEPSEEK)),
    Prompt(
        "deepseek_vl_hybrid",
        f"{LM}-default",
        deepseek_vl_hybrid.with_images(*TWO, **DEEPSEEK, high=40),
    ),
    Prompt(
        "llava_next_video",
        f"{LM}-default",
        llava_onevision.with_media(*llava_next_video.TEXTS, **llava_next_video.SMALL, side="left"),
    ),
    Prompt(
        "video_llava",
        f"{LM}-default",
        video_llava.mixed(*video_llava.TEXTS, **video_llava.SMALL, side="left"),
    ),
    Prompt(
        "video_llama_3",
        f"{LM}-default",
        video_llama_3.mixed(*video_llama_3.IMAGES, **video_llama_3.SMALL, **LEFT),
    ),
    Prompt(
        "video_llama_3",
        f"{LM}-other",
        video_llama_3.mixed(*video_llama_3.OTHERS, **video_llama_3.LARGE, **LEFT),
        beams=False,
    ),
    Prompt("got_ocr2", f"{LM}-default", llava.with_images(*TWO, **got_ocr2.SMALL, side="left")),
    Prompt("ovis2", f"{LM}-default", ovis2.with_images(*TWO, **ovis2.SMALL, side="left")),
    Prompt("lighton_ocr", f"{LM}-default", lighton_ocr.one_tile(*TWO, **lighton_ocr.SMALL, **LEFT)),
    Prompt("llama4", f"{LM}-default", llava.with_images(*TWO, **llama4.SMALL, **LEFT), beams=False),
    Prompt(
        "qianfan_ocr",
        f"{LM}-default",
        llava.with_images(*llava.TWO, **internvl.SMALL, side="left"),
    ),
    Prompt("gemma3", f"{LM}-other", llava.with_images(*llava.TWO, **gemma3.LARGE, side="left")),
    Prompt("glm4v", f"{LM}-default", packed(*glm4v.IMAGES, **GLM), beams=False),
    Prompt("glm4v", f"{LM}-default", packed([3, (1, 4, 6), 2], [1, (1, 8, 4), 4], **GLM)),
    Prompt("glm4v", f"{LM}-other", packed(*glm4v.FRAMES, **GLM_VIDEO), beams=False),
    Prompt("glm46v", f"{LM}-default", packed(*glm4v.IMAGES, **GLM), beams=False),
    Prompt("glm_ocr", f"{LM}-default", packed(*glm4v.IMAGES, **GLM), beams=False),
    Prompt("glm4v_moe", f"{LM}-default", packed(*glm4v.IMAGES, **GLM), beams=False),
    Prompt("paddleocr_vl", f"{LM}-default", paddleocr_vl.images(*paddleocr_vl.TWO, **PAGES)),
    Prompt("paligemma", f"{LM}-default", paligemma.answered(*TWO, answer=0, **SMALL), 1),
    Prompt("paligemma", f"{LM}-other", paligemma.answered(*TWO, answer=0, image=70, **LARGE), 1),
    Prompt("gemma3n", f"{LM}-default", gemma3n.mixed(*gemma3n.ALL, side="left")),
    Prompt("gemma3n", f"{LM}-other", gemma3n.mixed(*gemma3n.ALL, **gemma3n.WIDE, side="left")),
    Prompt(
        "qwen2_5_omni_thinker",
        f"{LM}-default",
        qwen2_5_omni_thinker.mixed(
            *qwen2_5_omni_thinker.TWO, numbers=qwen2_vl.NUMBERS, side="left"
        ),
        beams=False,
    ),
    Prompt(
        "qwen2_5_omni_thinker",
        f"{LM}-other",
        qwen2_5_omni_thinker.mixed(
            *qwen2_5_omni_thinker.SPOKEN, **qwen2_5_omni_thinker.WIDE, side="left"
        ),
        beams=False,
    ),
    Prompt(
        "qwen3_omni_moe_thinker",
        f"{LM}-default",
        qwen3_omni_moe_thinker.mixed(
            *qwen3_omni_moe_thinker.TWO, **qwen3_omni_moe_thinker.SMALL, side="left"
        ),
        beams=False,
    ),
    Prompt(
        "qwen3_omni_moe_thinker",
        f"{LM}-other",
        qwen3_omni_moe_thinker.mixed(
            *qwen3_omni_moe_thinker.SPOKEN, **qwen3_omni_moe_thinker.WIDE, side="left"
        ),
        beams=False,
    ),
    Prompt("gemma4", f"{LM}-default", gemma4.mixed(*gemma4.TWO, side="left")),
    Prompt("gemma4", f"{LM}-other", gemma4.mixed(*gemma4.VISION_ONLY, side="left")),
    Prompt(
        "gemma4_unified",
        f"{LM}-other",
        gemma4_unified.mixed(*gemma4_unified.ALL, **gemma4_unified.WIDE, side="left"),
        beams=False,
    ),
]

# transformers' `generate` refuses the images that it has read itself.
WITHOUT_THEIRS = [
    Prompt(
        "kimi_k25", f"{LM}-default", kimi_k25.chunks(*kimi_k25.IMAGES, **kimi_k25.SMALL, **LEFT)
    ),
]

# Encoders and decoders of texts, and models that hand over to their language model.
TWO_PART = [
    Prompt(
        "blip-2",
        f"{LM}-default",
        blip_2.with_images([0, 4], [0, 2], shape=(3, 16, 16), side="left"),
    ),
    Prompt("blip-2", f"{LM}-other", blip_2.with_images([0, 4], [0, 2], shape=(3, 24, 24))),
    Prompt(
        "instructblip",
        f"{LM}-default",
        instructblip.with_images([0, 4], [0, 2], shape=(3, 16, 16), side="left"),
    ),
    Prompt(
        "florence2",
        f"{LM}-default",
        florence2.with_images([3, 2, 1], [4, 3], **florence2.SMALL, side="left"),
    ),
    Prompt("t5gemma2", f"{LM}-default", t5gemma2.with_images([3, 2], [1, 4], **t5gemma2.SMALL)),
    Prompt(
        "t5gemma2",
        f"{LM}-other",
        t5gemma2.with_images([5, 2], [1, 4], **t5gemma2.LARGE, side="left"),
    ),
]


@pytest.fixture(autouse=True)
def patches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What transformers does otherwise in an architecture's tests."""
    given = getattr(request.node, "callspec", None)
    prompt = given.params.get("prompt") if given else None
    patch = architecture(prompt.model_type).patch if prompt else None
    if patch:
        patch(monkeypatch)


def written(model: Any, given: dict[str, Any], **options: Any) -> np.ndarray:
    return np.asarray(model.generate(**given, **options))


def of_transformers(case: Case, given: dict[str, Any], **options: Any) -> np.ndarray:
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    stored = theirs.state_dict()
    for name, buffer in theirs.named_buffers():  # statistics that the constructor makes
        if name in stored and buffer.is_floating_point():
            buffer.data = buffer.data.float()
    tensors = {key: torch.tensor(value) for key, value in given.items()}
    return theirs.generate(**tensors, do_sample=False, **options).numpy()


# TensorFlow makes a graph of each search, a quarter of a minute for some: one kind of inputs each.
ON_TENSORFLOW = (
    "qwen2_vl",
    "llava",
    "idefics3",
    "mllama",
    "gemma3",
    "gemma4",
    "florence2",
    "blip-2",
)
TURNS = [
    pytest.param(prompt, backend, options, id=f"{prompt}-{backend}-{name}")
    for prompt in [*PROMPTS, *TWO_PART]
    for backend in BACKENDS
    for name, options in {"greedy": GREEDY, "beams": BEAMS}.items()
    # transformers gives the beams of some texts others' images.
    if (prompt.beams or options is GREEDY)
    and (backend != "tf" or ALL or (options is GREEDY and prompt.model_type in ON_TENSORFLOW))
]


@pytest.mark.parametrize(("prompt", "backend", "options"), TURNS)
def test_generated_ids(prompt: Prompt, backend: str, options: dict[str, Any]) -> None:
    case, given = prompt.case, prompt.given()
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    assert np.array_equal(written(model, given, **options), of_transformers(case, given, **options))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("prompt", WITHOUT_THEIRS, ids=str)
def test_generated_ids_are_the_likeliest(prompt: Prompt, backend: str) -> None:
    case, given = prompt.case, prompt.given()
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    ids = written(model, given, max_new_tokens=6, eos_token_id=None)
    mask = np.pad(given["attention_mask"], ((0, 0), (0, 6)), constant_values=1)
    whole = given | {"input_ids": ids, "attention_mask": mask}
    logits = np.asarray(backends.call(backend, model, whole).logits)
    assert np.array_equal(logits[:, -7:-1].argmax(-1), ids[:, -6:])


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b in ("numpy", "flax")])
@pytest.mark.parametrize("prompt", PROMPTS[:1], ids=str)
def test_without_a_cache(prompt: Prompt, backend: str) -> None:
    case, given = prompt.case, prompt.given()
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    exact = written(model, given, **GREEDY)
    assert np.array_equal(written(model, given, **GREEDY, use_cache=False), exact)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("prompt", [*PROMPTS, *WITHOUT_THEIRS], ids=str)
def test_steps_with_a_cache(prompt: Prompt, backend: str) -> None:
    """Tokens after images, fed one by one without positions, as in the whole text."""
    case, given = prompt.case, prompt.given()
    # Chunks of a text and its steps round apart; in float64 that is far below the tolerance.
    dtype = "float32" if backend == "flax" else "float64"
    model = backends.load(backend, case.head, expected(case).directory, dtype=dtype)
    more = np.array([[5, 9], [8, 4]])
    names = ("attention_mask", "mm_token_type_ids", "moe_mm_token_type_ids", "token_type_ids")
    per_token = [name for name in names if name in given]
    whole = dict(given) | {"input_ids": np.concatenate([given["input_ids"], more], 1)}
    for name in per_token:
        value = np.full_like(more, 1 if name == "attention_mask" else prompt.later)
        whole[name] = np.concatenate([given[name], value], 1)
    exact = np.asarray(backends.call(backend, model, whole).logits)[:, -2:]
    output = backends.call(backend, model, given | {"use_cache": True})
    steps = []
    for index in range(2):
        width = given["input_ids"].shape[1] + index + 1
        step = {
            "input_ids": more[:, index : index + 1],
            "attention_mask": whole["attention_mask"][:, :width],
            "past_key_values": output.past_key_values,
            "use_cache": True,
        }
        output = backends.call(backend, model, step)
        steps.append(np.asarray(output.logits))
    assert difference(np.concatenate(steps, 1), exact) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_conversation_goes_on_with_its_cache(backend: str) -> None:
    """A later call of `generate` that gets the cache needs no images."""
    prompt = PROMPTS[0]
    case, given = prompt.case, prompt.given()
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    first = model.generate(**given, **GREEDY, return_dict_in_generate=True)
    ids = np.concatenate([np.asarray(first.sequences), [[7, 3], [5, 5]]], 1)
    new = np.zeros((2, ids.shape[1] - given["input_ids"].shape[1]), np.int64)
    whole = dict(given) | {
        "input_ids": ids,
        "attention_mask": np.concatenate([given["attention_mask"], new + 1], 1),
        "mm_token_type_ids": np.concatenate([given["mm_token_type_ids"], new], 1),
    }
    later = {"input_ids": ids, "attention_mask": whole["attention_mask"]}
    found = written(model, later, **GREEDY, past_key_values=first.past_key_values)
    assert np.array_equal(found, written(model, whole, **GREEDY))


# --- sizes that depend on values -----------------------------------------------------------------

CASE = PROMPTS[0].case


def test_jax_takes_grids_as_static_arguments() -> None:
    jax = pytest.importorskip("jax")
    if "flax" not in BACKENDS:
        pytest.skip("another backend's turn")
    from flax import nnx

    reference = expected(CASE)
    model = backends.load("flax", CASE.head, reference.directory, dtype="float32")
    given = dict(reference.inputs)
    static = {k: tuple(map(tuple, given.pop(k).tolist())) for k in list(given) if "grid" in k}
    names = tuple(static)

    @nnx.jit(static_argnames=names)
    def call(model: Any, inputs: Any, **grids: Any) -> Any:
        return model(**inputs, **grids).logits

    error = difference(np.asarray(call(model, given, **static)), reference.exact["logits"])
    assert error <= FLOAT32_TOLERANCE
    compiled = model.compile()(**reference.inputs).logits
    assert difference(np.asarray(compiled), reference.exact["logits"]) <= FLOAT32_TOLERANCE
    traced = jax.jit(lambda grids: model(**given, **{**static, names[0]: grids}).logits)
    with pytest.raises(InputError, match="static argument"):
        traced(reference.inputs[names[0]])


def test_tensorflow_takes_grids_as_python_values() -> None:
    tf = pytest.importorskip("tensorflow")
    if "tf" not in BACKENDS:
        pytest.skip("another backend's turn")
    reference = expected(CASE)
    model = backends.load("tf", CASE.head, reference.directory, dtype="float32")
    given = dict(reference.inputs)
    static = {k: tuple(map(tuple, given.pop(k).tolist())) for k in list(given) if "grid" in k}

    def call(inputs: Any, grids: Any) -> Any:
        return model(**inputs, **grids).logits

    function = tf.function(call, autograph=False)
    tensors = {name: tf.constant(value) for name, value in given.items()}
    error = difference(function(tensors, static).numpy(), reference.exact["logits"])
    assert error <= FLOAT32_TOLERANCE
    as_tensors = {name: tf.constant(value) for name, value in static.items()}
    with pytest.raises(InputError, match="static argument"):
        function(tensors, as_tensors)


# --- inputs that do not fit ----------------------------------------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
def test_tokens_and_images_must_fit(backend: str) -> None:
    reference = expected(CASE)
    model = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    given = reference.inputs
    cut = given["pixel_values"][:-4], given["image_grid_thw"][:-1]
    with pytest.raises(InputError, match="tokens, and input_ids have"):
        model(**{**given, "pixel_values": cut[0], "image_grid_thw": cut[1]})
    with pytest.raises(InputError, match="patches, and the grids"):
        model(**{**given, "pixel_values": cut[0]})
    with pytest.raises(InputError, match="without their grids"):
        model(**{**given, "image_grid_thw": None})
    with pytest.raises(InputError, match="multiples of 2"):
        model(**{**given, "image_grid_thw": [[1, 8, 3], [1, 2, 2]]})


# Of a head, an input that does not go with the others, and what is said of it.
UNFIT: list[tuple[str, str, str, Callable[[Any], Any], str]] = [
    ("aria", f"{LM}-default", "pixel_mask", lambda x: x[:1], "pixel_mask has shape"),
    ("aria", f"{LM}-default", "pixel_mask", lambda x: x[0], "pixel_mask has shape"),
    ("modernvbert", "Model-default", "pixel_attention_mask", lambda x: x[:, :, 1:], "has shape"),
    ("deepseek_vl_hybrid", f"{LM}-default", "high_res_pixel_values", lambda x: x[:1], "1 images"),
    ("lighton_ocr", f"{LM}-default", "pixel_values", lambda x: x[:1], "image_sizes are of"),
    ("lighton_ocr", f"{LM}-default", "image_sizes", lambda x: x[0], "2 numbers for each image"),
    ("glm_ocr", f"{LM}-default", "image_grid_thw", lambda x: x[0], "3 numbers for each image"),
    ("lfm2_vl", f"{LM}-default", "pixel_values", lambda x: x.repeat(2, 0), "shapes are of 3 tiles"),
    ("lfm2_vl", f"{LM}-default", "pixel_values", lambda x: x[0], "2 axes"),
    ("lfm2_vl", f"{LM}-default", "pixel_attention_mask", lambda x: x[:, 1:], "mask has shape"),
    ("video_llama_3", f"{LM}-default", "image_merge_sizes", lambda x: x[:1], "one for each of 2"),
    ("video_llama_3", f"{LM}-default", "video_merge_sizes", lambda x: 0 * x, "is 0, expected 1"),
    ("video_llama_3", f"{LM}-default", "pixel_values", lambda x: x[:, 1:], "has 47 numbers"),
    (
        "video_llama_3",
        f"{LM}-default",
        "video_compression_mask",
        lambda x: np.append(x, False),
        "of 11 vectors, and the videos have 10",
    ),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("kind", "row", "name", "change", "message"),
    UNFIT,
    ids=[f"{x[0]}-{x[2]}-{x[4]}" for x in UNFIT],
)
def test_inputs_that_do_not_go_together(
    kind: str, row: str, name: str, change: Callable[[Any], Any], message: str, backend: str
) -> None:
    case = architecture(kind).by_id()[row]
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    with pytest.raises(InputError, match=message):
        model(**{**reference.inputs, name: change(np.asarray(reference.inputs[name]))})


def test_kinds_of_tokens_follow_from_ids() -> None:
    reference = expected(CASE)
    model = backends.load("numpy", CASE.head, reference.directory)
    given = {k: v for k, v in reference.inputs.items() if k != "mm_token_type_ids"}
    assert difference(model(**given).logits, reference.exact["logits"]) <= FLOAT32_TOLERANCE


def test_text_after_a_long_video_counts_on_from_its_last_frame() -> None:
    """As these models were trained (arXiv:2409.12191, section 2.1); transformers 5.23 counts on
    from its rows and columns alone, so that frames and text share positions."""
    reference = expected(CASE)
    model = backends.load("numpy", "Qwen2VLModel", reference.directory)
    given = packed([1, (8, 2, 2), 2], numbers=qwen2_vl.NUMBERS)(np.random.default_rng(0))
    positions, ahead = model.positions(
        given["input_ids"],
        given["mm_token_type_ids"],
        given["attention_mask"],
        None,
        None,
        video_grids=[(8, 2, 2)],
    )
    assert positions[0, 0].tolist() == [*range(2), *range(2, 10), 10, 11, 12]
    assert positions[1, 0].tolist() == [0, 1, *[2] * 8, 10, 11, 12]
    assert ahead.tolist() == [[0]]


@pytest.mark.parametrize("backend", BACKENDS)
def test_features_of_images(backend: str) -> None:
    reference = expected(CASE)
    theirs = oracle.reference(CASE.head, CASE.config, dict(CASE.options)).float()
    given = {name: reference.inputs[name] for name in ("pixel_values", "image_grid_thw")}
    with torch.no_grad():
        exact = theirs.get_image_features(**{k: torch.as_tensor(v) for k, v in given.items()})
    model: Any = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    found = backends.run(backend, model.get_image_features, given)
    for index, one in enumerate(exact.pooler_output):
        ours = found[f"pooler_output.{index}"]
        assert difference(ours, one.numpy()) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_images_and_videos_at_one_token(backend: str) -> None:
    """GLM-4.1V, which transformers gives one of both: a video beside an image is as alone."""
    case = architecture("glm4v").by_id()["Model-other-left"]
    model = backends.load(backend, "Glm4vModel", expected(case).directory, dtype="float32")
    rng = np.random.default_rng(0)
    given = packed([2, (1, 6, 3), 3], [2, (2, 3, 6), 2], **glm4v.OTHERS)(rng)
    both = np.asarray(backends.call(backend, model, given).last_hidden_state)
    for row, kind in ((0, "image"), (1, "video")):
        pixels = {"image": "pixel_values", "video": "pixel_values_videos"}[kind]
        names = (pixels, f"{kind}_grid_thw")
        one = {name: value[row : row + 1] for name, value in given.items() if value.ndim == 2}
        one = {k: one[k] for k in ("input_ids", "attention_mask")}
        one |= {name: given[name] for name in names}
        alone = np.asarray(backends.call(backend, model, one).last_hidden_state)
        tokens = one["attention_mask"] == 1
        assert difference(both[row : row + 1][tokens], alone[tokens]) <= FLOAT32_TOLERANCE
