"""The joints of a person whose box is known (AutoModelForPoseEstimation)."""

import sys

import torch
from PIL import Image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForPoseEstimation

name = sys.argv[1] if len(sys.argv) > 1 else "usyd-community/vitpose-base-simple"
file = sys.argv[2] if len(sys.argv) > 2 else "examples/samples/ball.png"
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForPoseEstimation.from_pretrained(name)
image = Image.open(file)
boxes = [[[0, 0, image.width, image.height]]]  # left, top, width, height of each person
with torch.inference_mode():
    outputs = model(**processor(image, boxes=boxes, return_tensors="pt"))
((person,),) = processor.post_process_pose_estimation(outputs, boxes=boxes, threshold=-1.0)
print(f"{len(person['keypoints'])} joints, the first at {person['keypoints'][0].tolist()}")
