"""How two processes share these tests: one by one, but those on a cluster of their own kind stay together."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

THREE_NODES = ("test_broker_faults.py", "test_cluster_publish_faults.py", "test_rig_nodes.py")
_CLUSTERS = {**dict.fromkeys(THREE_NODES, "three nodes"), "test_rights.py": "rights"}
"""File → the cluster that its tests share. Each takes seconds to start and a gigabyte."""


class ByCluster(LoadScopeScheduling):  # type: ignore[misc] # pytest-xdist does not say its types
    """Hands out the tests of a cluster as one, first of all since they take longest, and every other test by itself.

    The marks `xdist_group`, which are meant for this, do nothing under pytest 9.2 (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return _CLUSTERS.get(nodeid.partition("::")[0].rpartition("/")[2], nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByCluster | None:
    """For `--dist loadscope`, as scripts/kafka-tests has it."""
    return ByCluster(config, log) if config.getoption("dist") == "loadscope" else None
