from parity.arch import Arch
from parity.architectures.idefics3 import DEFAULT, MUST_SEE, MUST_SEE_OPTIONS, OTHER, rows

ARCH = Arch(
    "smolvlm",
    "SmolVLM",
    "idefics3",
    configs={"default": DEFAULT, "other": OTHER},
    rows=rows("SmolVLMVisionConfig"),
    must_see=MUST_SEE,
    must_see_options=MUST_SEE_OPTIONS,
    refuses=[{"scale_factor": 0}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
