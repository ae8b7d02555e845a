from parity.arch import Arch, Row
from parity.architectures.llama import TINY, classes, texts, words

WINDOW = {key: value for key, value in TINY.items()} | {"sliding_window": 3}

ARCH = Arch(
    "mistral",
    "Mistral",
    "llama",
    causal_lm="ForCausalLM",
    rows=[
        Row("Model", WINDOW, texts(), "window", padded="attention_mask"),
        Row(
            "Model",
            TINY | {"sliding_window": None, "head_dim": 8},
            texts(),
            "all",
            padded="attention_mask",
        ),
        Row("ForCausalLM", WINDOW, texts(labels=words), "window", padded="attention_mask"),
        Row("ForCausalLM", WINDOW, texts("left"), "left", padded="attention_mask"),
        Row(
            "ForSequenceClassification",
            WINDOW,
            texts(labels=classes(2, 3)),
            "default",
            padded="attention_mask",
        ),
        Row(
            "ForTokenClassification",
            WINDOW,
            texts(labels=classes(2, 3, 9)),
            "default",
            padded="attention_mask",
        ),
        Row("ForQuestionAnswering", WINDOW, texts(), "default", padded="attention_mask"),
    ],
    must_see_options={"Model-window": [{"sliding_window": 4}]},
    refuses=[({"head_dim": 7}, "even number")],
)
