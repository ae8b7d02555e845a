import numpy as np
from parity.arch import Arch, Row
from parity.architectures import blip_2
from parity.architectures.blip_2 import EYES, LARGE, QFORMER, SMALL, STATES, T5
from parity.texts import Inputs, padding, token_ids

DEFAULT = blip_2.DEFAULT
OTHER = DEFAULT | dict(
    vision_config=EYES | dict(qkv_bias=False, hidden_act="relu", image_size=24),
    qformer_config=QFORMER
    | dict(cross_attention_frequency=1, hidden_act="relu", layer_norm_eps=1e-3),
    text_config=T5,
)


def with_images(*texts: list[int], **options):
    """As BLIP-2's, and an instruction of each for the queries."""
    source = blip_2.with_images(*texts, **options)

    def make(rng: np.random.Generator) -> Inputs:
        mask = padding([4, *[2] * (len(texts) - 1)], 4)
        ids = np.where(mask == 1, token_ids(rng, 60, *mask.shape), 0)
        return source(rng) | {"qformer_input_ids": ids, "qformer_attention_mask": mask}

    return make


def queries(*, ids: bool = True, vectors: bool = True):
    """What the Q-Former gets: queries, an instruction, and patches, some of them padding."""

    def make(rng: np.random.Generator) -> Inputs:
        lengths = np.array([4, 2]) * ids + 3 * vectors
        inputs: Inputs = {"attention_mask": padding(lengths.tolist(), int(lengths.max()))}
        if ids:
            inputs["input_ids"] = token_ids(rng, 60, 2, 4)
            inputs["position_ids"] = np.array([[0, 2, 4, 6]])
        if vectors:
            inputs["query_embeds"] = rng.standard_normal((2, 3, 24)).astype(np.float32)
            inputs["encoder_hidden_states"] = rng.standard_normal((2, 6, 32)).astype(np.float32)
            inputs["encoder_attention_mask"] = padding([6, 2], 6)
        return inputs

    return make


QFORMER_ALONE = dict(config_class="InstructBlipQFormerConfig", requests=STATES)

ARCH = Arch(
    "instructblip",
    "InstructBlip",
    "blip_2",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row(
            "ForConditionalGeneration",
            "other",
            with_images([1, 2], [0, 4], shape=LARGE, target=4, side="left"),
        ),
        Row(
            "ForConditionalGeneration",
            "default",
            with_images([0, 4], [0, 2], shape=SMALL, labels=True),
            "loss",
        ),
        Row("Model", "default", with_images([0, 4], [0, 2], shape=SMALL), requests=STATES),
        Row(
            "Model",
            "other",
            with_images([0, 4], [0, 2], shape=(3, 32, 24), target=3, decoder=True),
            requests=STATES | dict(interpolate_pos_encoding=True),
        ),
        Row("QFormerModel", QFORMER, queries(), "default", **QFORMER_ALONE),
        Row("QFormerModel", QFORMER, queries(vectors=False), "text", **QFORMER_ALONE),
        Row(
            "VisionModel",
            EYES,
            blip_2.pixels(2, *SMALL),
            "default",
            config_class="InstructBlipVisionConfig",
        ),
        Row("ForConditionalGeneration", "default", with_images([0, 4], [0, 2], shape=SMALL)),
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
        {"num_query_tokens": 0},
    ],
    trained="ForConditionalGeneration-default-loss",
)
