"""Ask about an image in a conversation (AutoModelForMultimodalLM)."""

from samples import checkpoint, sample_image

from auto_core import AutoProcessor
from auto_torch import AutoModelForMultimodalLM

name = checkpoint("Qwen/Qwen2-VL-2B-Instruct")
processor = AutoProcessor.from_pretrained(name)
model = AutoModelForMultimodalLM.from_pretrained(name)
content = [
    {"type": "image", "image": sample_image()},
    {"type": "text", "text": "What is on the grass?"},
]
inputs = processor.apply_chat_template(
    [{"role": "user", "content": content}],
    add_generation_prompt=True,
    tokenize=True,
    return_dict=True,
    return_tensors="pt",
)
output = model.generate(**inputs, max_new_tokens=20)
answer = output[0, inputs["input_ids"].shape[1] :]
print(repr(processor.decode(answer, skip_special_tokens=True)))
