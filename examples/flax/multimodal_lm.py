"""Ask about an image in a conversation (FlaxAutoModelForMultimodalLM)."""

import sys

from PIL import Image

from auto_core import AutoProcessor
from auto_flax import FlaxAutoModelForMultimodalLM

name = sys.argv[1] if len(sys.argv) > 1 else "Qwen/Qwen2-VL-2B-Instruct"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoProcessor.from_pretrained(name)
model = FlaxAutoModelForMultimodalLM.from_pretrained(name)
content = [
    {"type": "image", "image": Image.open(file)},
    {"type": "text", "text": "What is on the grass?"},
]
inputs = processor.apply_chat_template(
    [{"role": "user", "content": content}],
    add_generation_prompt=True,
    tokenize=True,
    return_dict=True,
    return_tensors="jax",
)
output = model.generate(**inputs, max_new_tokens=20)
answer = output[0, inputs["input_ids"].shape[1] :]
print(repr(processor.decode(answer, skip_special_tokens=True)))
