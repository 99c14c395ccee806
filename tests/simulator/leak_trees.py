"""Gradient-boosted trees that rank orders by features without work."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score

from tests.simulator.leak_features import Leaks


def train(worlds: list[Leaks], name: str) -> HistGradientBoostingClassifier:
    """Trees that have seen one set of features of some worlds."""
    model = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.06, max_leaf_nodes=15, min_samples_leaf=30, l2_regularization=1.0, random_state=1
    )
    features = np.concatenate([world.features[name] for world in worlds])
    return model.fit(features, np.concatenate([world.fraud for world in worlds]))


def precision_of(model: HistGradientBoostingClassifier, worlds: list[Leaks], name: str) -> float:
    """The average precision of these trees on worlds that they have not seen."""
    scores = np.concatenate([model.predict_proba(world.features[name])[:, 1] for world in worlds])
    return float(average_precision_score(np.concatenate([world.fraud for world in worlds]), scores))
