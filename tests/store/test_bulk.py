"""The stores that questions are measured on hold what the recorder would have written."""

from collections.abc import Callable

from sqlalchemy import Engine, select

from benchmarks.store_bulk import fill
from benchmarks.store_made import Firm
from store.engine import reading, writing
from store.recording.derived import renew_judged, renew_orders
from store.recording.recorder import Recorder
from store.tables.judgements import orders
from tests.store.dumps import dump
from tests.store.feeding import KAFKA, write_all

NOT_FILLED = ("offsets", "store_facts", "foreign_decisions")


def test_bulk_is_what_the_recorder_writes(new_engine: Callable[[], Engine]) -> None:
    bulk, recorded = new_engine(), new_engine()
    fill([bulk], Firm(60))
    recorder = Recorder(recorded, KAFKA)
    for lot in Firm(60).lots(500):
        write_all(recorder, lot)
    assert dump(bulk, *NOT_FILLED) == dump(recorded, *NOT_FILLED)


def test_copies_are_what_is_derived_of_them(engine: Engine) -> None:
    fill([engine], Firm(70, made=30))
    with reading(engine) as connection:
        found = connection.execute(select(orders.c.customer_id, orders.c.order_id)).all()
    keys = [(row.customer_id, row.order_id) for row in found]
    assert sorted(keys) == [(f"C{number:08}", f"SO{number:08}") for number in range(70)]
    before = dump(engine)
    with writing(engine) as connection:
        renew_orders(connection, keys)
        renew_judged(connection, keys)
    assert dump(engine) == before
