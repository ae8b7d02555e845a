from parity.arch import Arch, Row
from parity.detection import objects
from parity.images import TINY_VIT, images

TINY = TINY_VIT | dict(image_size=[24, 32], num_detection_tokens=5, num_labels=3)
TINY |= dict(num_hidden_layers=3)
OTHER = TINY | dict(
    bbox_cost=2,
    bbox_loss_coefficient=3,
    class_cost=4,
    eos_coefficient=0.3,
    giou_cost=1,
    giou_loss_coefficient=4,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_channels=2,
    num_labels=4,
    qkv_bias=False,
    use_mid_position_embeddings=False,
)

ARCH = Arch(
    "yolos",
    "Yolos",
    "yolos",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 24, 32), "same size"),
        Row("Model", "tiny", images(2, 3, 41, 56), "larger"),
        Row("Model", "other", images(1, 2, 24, 16)),
        Row("ForObjectDetection", "other", images(2, 2, 32, 32, labels=objects(4, 2, 3))),
        Row("ForObjectDetection", "tiny", images(2, 3, 40, 48, labels=objects(3, 3, 0))),
    ),
    must_see=[
        "vit.embeddings.detection_tokens",
        "vit.encoder.mid_position_embeddings",
        "class_labels_classifier.layers.1.bias",
    ],
    must_see_options=[{"eos_coefficient": 0.2}, {"hidden_act": "relu"}],
    refuses=[{"auxiliary_loss": True}, {"num_attention_heads": 5}, {"num_detection_tokens": 0}],
)
