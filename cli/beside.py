"""Something that runs in a thread beside what a process does, and is waited for at its end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from detector.errors import TransferwatchError

Report = Callable[[TransferwatchError], None]


@contextmanager
def beside(run: Callable[[Event, Report], None], report: Report, name: str) -> Iterator[None]:
    """Run it while the block does; it must return once the event is set. `report`: takes what goes wrong in it."""
    stop = Event()
    thread = Thread(target=run, args=(stop, report), name=name)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
