"""The joints of a person whose box is known (AutoModelForPoseEstimation)."""

from samples import checkpoint, sample_image

from auto_core import AutoImageProcessor
from auto_torch import AutoModelForPoseEstimation

name = checkpoint("usyd-community/vitpose-base-simple")
processor = AutoImageProcessor.from_pretrained(name)
model = AutoModelForPoseEstimation.from_pretrained(name)
image = sample_image()
boxes = [[[0, 0, image.width, image.height]]]  # left, top, width, height of each person
outputs = model(**processor(image, boxes=boxes, return_tensors="pt"))
((person,),) = processor.post_process_pose_estimation(outputs, boxes=boxes, threshold=-1.0)
print(f"{len(person['keypoints'])} joints, the first at {person['keypoints'][0].tolist()}")
