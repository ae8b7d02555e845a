import numpy as np
from parity.arch import Arch, Row
from parity.architectures import blip_2, instructblip
from parity.architectures.blip_2 import EYES, QFORMER, QUERIES, SMALL, STATES
from parity.texts import Inputs, padding, token_ids

FRAMES, VIDEO = 2, blip_2.IMAGE


def of_videos(options: dict) -> dict:
    found = dict(options)
    return found | dict(video_token_index=found.pop("image_token_index"))


DEFAULT = of_videos(instructblip.DEFAULT)
OTHER = of_videos(instructblip.OTHER)


def with_videos(*texts: list[int], frames: int = FRAMES, shape: tuple[int, ...], **options):
    """As BLIP-2's texts with tokens of all frames; videos, and an instruction of each."""
    source = blip_2.with_images(*texts, shape=shape, **options)
    # The tokens of one image are those of the first frame.

    def make(rng: np.random.Generator) -> Inputs:
        inputs = source(rng)
        ids, mask = inputs["input_ids"], inputs["attention_mask"]
        rows, masks, labels = [], [], []
        more = QUERIES * (frames - 1)
        for i in range(len(texts)):
            at = int(np.argmax(ids[i] == VIDEO))
            rows.append(np.insert(ids[i], at, [VIDEO] * more))
            masks.append(np.insert(mask[i], at, [1] * more))
            if "labels" in inputs and inputs["labels"].shape == ids.shape:
                labels.append(np.insert(inputs["labels"][i], at, [-100] * more))
        inputs |= {"input_ids": np.array(rows), "attention_mask": np.array(masks)}
        if labels:
            inputs["labels"] = np.array(labels)
        size = (len(texts), frames, *shape)
        inputs["pixel_values"] = rng.standard_normal(size).astype(np.float32)
        read = padding([4, *[2] * (len(texts) - 1)], 4)
        asked = np.where(read == 1, token_ids(rng, 60, *read.shape), 0)
        return inputs | {"qformer_input_ids": asked, "qformer_attention_mask": read}

    return make


LARGE = (3, 24, 24)
HEAD = "ForConditionalGeneration"

ARCH = Arch(
    "instructblipvideo",
    "InstructBlipVideo",
    "blip_2",
    configs={"default": DEFAULT, "other": OTHER},
    requests=STATES,  # transformers counts the queries' cross-attention among `attentions`
    rows=[
        Row(HEAD, "other", with_videos([1, 2], [0, 4], frames=3, shape=LARGE, target=4)),
        Row(HEAD, "default", with_videos([0, 4], [0, 2], shape=SMALL, labels=True), "loss"),
        Row("Model", "default", with_videos([0, 4], [0, 2], shape=SMALL), requests=STATES),
        Row(
            "Model",
            "other",
            with_videos([0, 4], [0, 2], shape=(3, 32, 24), target=3, decoder=True),
            requests=STATES | dict(interpolate_pos_encoding=True),
        ),
        Row(
            "QFormerModel",
            QFORMER,
            instructblip.queries(),
            "default",
            config_class="InstructBlipVideoQFormerConfig",
            requests=STATES,
        ),
        Row(
            "VisionModel",
            EYES,
            blip_2.pixels(2, *SMALL),
            "default",
            config_class="InstructBlipVideoVisionConfig",
        ),
        Row(HEAD, "default", with_videos([0, 4], [0, 2], shape=SMALL)),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "query_tokens",
            "qformer.embeddings.position_embeddings.weight",
            "qformer.encoder.layer.1.intermediate.dense.weight",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-other": [{"qformer_config": {"layer_norm_eps": 1e-6}}]
    },
    refuses=[
        ({"qformer_config": QFORMER | dict(use_qformer_text_input=False)}, "use_qformer_text"),
        ({"image_token_index": 5, "video_token_index": None}, "image_token_index"),
        {"num_query_tokens": 0},
    ],
    trained="ForConditionalGeneration-default-loss",
)
