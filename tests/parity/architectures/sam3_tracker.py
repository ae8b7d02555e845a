from parity.arch import Arch, Row
from parity.architectures import sam2, sam3_vision_model
from parity.architectures.sam import boxes, floats, points
from parity.architectures.sam2 import ONE_MASK, POINTS
from parity.images import images

VISION = dict(model_type="sam3_vision_model") | sam3_vision_model.TINY
SIZES = dict(fpn_hidden_size=32, backbone_feature_sizes=[[24, 24], [12, 12], [6, 6]])
PROMPTS = sam2.PROMPTS | dict(image_size=48, patch_size=8)
TINY = dict(
    vision_config=VISION | SIZES,  # four maps, the smallest of which is left out
    prompt_encoder_config=PROMPTS,
    mask_decoder_config=sam2.DECODER,
)
THREE = TINY | dict(vision_config=VISION | SIZES | dict(scale_factors=[4.0, 2.0, 1.0]))
OTHER = dict(
    vision_config=sam3_vision_model.OTHER
    | SIZES
    | dict(
        model_type="sam3_vision_model",
        backbone_feature_sizes=[[28, 28], [14, 14], [7, 7]],
        scale_factors=[4.0, 2.0, 1.0],
    ),
    prompt_encoder_config=sam2.OTHER["prompt_encoder_config"] | dict(image_size=45, patch_size=6),
    mask_decoder_config=sam2.OTHER["mask_decoder_config"],
)

ARCH = Arch(
    "sam3_tracker",
    "Sam3Tracker",
    "sam2",
    rounded=True,  # positions between those of a window
    rows=[
        Row("Model", TINY, images(2, 3, 48, 48, **POINTS), "four maps", requests={}),
        Row("Model", OTHER, images(2, 2, 45, 45, **POINTS, input_boxes=boxes(2, 3)), "other"),
        Row("Model", THREE, images(2, 3, 48, 48, input_boxes=boxes(2, 3)), requests=ONE_MASK),
        Row(
            "Model",
            THREE,
            images(2, 3, 48, 48, input_masks=floats(2, 1, 40, 40), input_points=points(2, 1, 3)),
            "masks",
            requests={},
        ),
    ],
    must_see=["no_memory_embedding", "vision_encoder.neck.fpn_layers.2.proj1.bias"],
    refuses=[
        {"vision_config": {"model_type": "sam2_vision_model"}},
        {"vision_config": VISION | SIZES | dict(scale_factors=[4.0, 2.0])},
        {"vision_config": VISION | SIZES | dict(scale_factors=[4.0, 1.0, 0.5])},
        {"vision_config": VISION | dict(backbone_feature_sizes=[[24, 24]])},
    ],
)
