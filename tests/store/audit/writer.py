"""A process that writes to the audit chain of a store: `python -m tests.store.audit.writer URL NAME COUNT [ANCHORS]`.

With a file for anchors it dies without a word right after its last commit, before that entry's anchor.
"""

import os
import sys
from pathlib import Path

from store.audit.chain import StoredChain, append
from store.audit.entry import Happened
from store.audit.keeper import Keeper
from store.audit.places import AnchorFile
from store.engine import open_engine, writing
from tests.store.audit.chains import START_US


def happened(actor: str, number: int) -> Happened:
    return Happened(kind="view", actor=actor, subject=f"order:O-{number}", details={"what": "order"})


def main(url: str, actor: str, count: str, anchors: str = "") -> None:
    engine = open_engine(url)
    keeper = Keeper(StoredChain(engine), [AnchorFile(Path(anchors))] if anchors else [], lambda: START_US)
    for number in range(int(count)):
        with writing(engine) as connection:
            append(connection, happened(actor, number), START_US + number)
        if anchors and number == int(count) - 1:
            os._exit(9)
        keeper.tick()
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
