"""What is UDOP's own: patches that no token covers, in `generate` and beside vectors of tokens."""

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.architectures.udop import ARCH
from parity.backends import BACKENDS
from parity.checks import difference, expected

from auto_core.errors import InputError

CASE = ARCH.by_id()["ForConditionalGeneration-default"]
INPUTS = ("input_ids", "attention_mask", "bbox", "pixel_values")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("image", [True, False])
@pytest.mark.parametrize("beams", [1, 3])
def test_generated_ids_are_those_of_transformers(backend: str, beams: int, image: bool) -> None:
    """Each text covers another number of patches; no output of the encoder says which."""
    reference = expected(CASE)
    names = INPUTS if image else INPUTS[:-1]
    inputs = {name: reference.inputs[name] for name in names}
    theirs = transformers.UdopForConditionalGeneration.from_pretrained(reference.directory)
    options = dict(do_sample=False, num_beams=beams, max_new_tokens=7)
    truth = theirs.generate(**{k: torch.as_tensor(v) for k, v in inputs.items()}, **options)
    ours = backends.load(backend, CASE.head, reference.directory)
    found = ours.generate(**inputs, **options)
    assert np.asarray(getattr(found, "sequences", found)).tolist() == truth.tolist()


def test_outputs_of_the_encoder_are_enough() -> None:
    """With the mask that they have, and without it beside the boxes."""
    reference = expected(CASE)
    model = backends.load("torch", CASE.head, reference.directory)
    tensors = {k: torch.as_tensor(v) for k, v in reference.inputs.items()}
    truth = model(**tensors).logits
    encoded = model.get_encoder()(**{name: tensors[name] for name in INPUTS})
    target = {k: v for k, v in tensors.items() if k.startswith("decoder_")}
    alone = model(encoder_outputs=encoded, **target).logits
    torch.testing.assert_close(alone, truth)
    beside = {name: tensors[name] for name in ("attention_mask", "bbox")}
    again = model(encoder_outputs=(encoded.last_hidden_state,), **beside, **target).logits
    torch.testing.assert_close(again, truth)


@pytest.mark.parametrize("backend", BACKENDS)
def test_vectors_instead_of_ids(backend: str) -> None:
    """transformers adds to the caller's vectors, so that ours cannot come after it."""
    reference = expected(CASE)
    model = backends.load(backend, CASE.head, reference.directory)
    inputs = dict(reference.inputs)
    truth = backends.run(backend, model, inputs)["logits"]
    table = transformers.UdopForConditionalGeneration.from_pretrained(reference.directory).shared
    ids = torch.as_tensor(inputs.pop("input_ids"))
    inputs["inputs_embeds"] = table(ids).detach().numpy()
    before = inputs["inputs_embeds"].copy()
    assert difference(backends.run(backend, model, inputs)["logits"], truth) < 1e-5
    assert (inputs["inputs_embeds"] == before).all()


@pytest.mark.parametrize("backend", BACKENDS)
def test_shapes_that_do_not_fit_are_refused(backend: str) -> None:
    reference = expected(CASE)
    model = backends.load(backend, CASE.head, reference.directory)
    inputs, patches = reference.inputs, 9
    images = inputs["pixel_values"]
    wrong: dict[str, list[np.ndarray]] = {
        "pixel_values": [images[:1], images[0]],
        "visual_bbox": [np.zeros((*n, 4), np.float32) for n in [(3, 8), (1, patches), (patches,)]],
        "bbox": [inputs["bbox"][:1], inputs["bbox"][..., :2]],
    }
    for name, values in wrong.items():
        for value in values:
            with pytest.raises(InputError, match=name):
                backends.call(backend, model, {**inputs, name: value})
