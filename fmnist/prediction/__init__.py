"""Quickstart, "Making predictions": answers, how sure they are, and how many are right."""

from fmnist.prediction.evaluation import Evaluation, evaluate
from fmnist.prediction.predict import certainty, nearest, predict, saliency
from fmnist.prediction.robustness import robustness

__all__ = ["Evaluation", "certainty", "evaluate", "nearest", "predict", "robustness", "saliency"]
