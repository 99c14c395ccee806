"""Trees that see no work must not find the frauds of seeds that they have not learnt."""

import numpy as np
import pytest

from simulator.settings import WorldSettings
from simulator.world import simulate
from tests.simulator.leak_features import SETS, Leaks, read_leaks
from tests.simulator.leak_trees import precision_of, train

MOST = 0.15
LEARN, HELD = range(600, 604), range(604, 607)
Worlds = tuple[list[Leaks], list[Leaks]]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """The features of the default worlds to learn from, and of those to rank."""
    folder, found = tmp_path_factory.mktemp("usual"), []
    for seed in (*LEARN, *HELD):
        simulate(folder / str(seed), WorldSettings(customers=2000, seed=seed))
        found.append(read_leaks(folder / str(seed)))
    return found[: len(LEARN)], found[len(LEARN) :]


def precision(worlds: Worlds, name: str) -> float:
    learnt, held = worlds
    return precision_of(train(learnt, name), held, name)


def test_the_trees_see_a_leak(usual: Worlds) -> None:
    rng = np.random.default_rng(1)
    leaky = []
    for world in (*usual[0], *usual[1]):
        told = (world.fraud & (rng.random(len(world.fraud)) < 0.4)) | (rng.random(len(world.fraud)) < 0.005)
        features = np.concatenate([world.features["texts"], told[:, None]], axis=1)
        leaky.append(Leaks({"texts": features}, world.fraud))
    assert precision((leaky[: len(LEARN)], leaky[len(LEARN) :]), "texts") > 0.25


@pytest.mark.parametrize("name", SETS)
def test_nothing_but_work_finds_frauds(usual: Worlds, name: str) -> None:
    assert precision(usual, name) < MOST
