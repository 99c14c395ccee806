"""The small parts around a worker: how it ends, what it logs and answers."""

import asyncio
import logging
from collections.abc import Iterator

import aiohttp
import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    ProducerFenced,
)

from detector.errors import StateError, TransferwatchError, UsageError
from streams.live import ending, logs
from streams.live.ending import CANNOT_RUN, START_AGAIN, describe
from streams.live.health import HealthServer
from streams.live.logs import QUIET_S, RateLimit, set_up_logs
from streams.live.metrics import Metrics


class TestEnding:
    @pytest.mark.parametrize(
        ("error", "code", "words"),
        [
            (UsageError("topic x is missing"), CANNOT_RUN, "topic x is missing"),
            (StateError("version 9"), CANNOT_RUN, "version 9"),
            (ProducerFenced(), START_AGAIN, "another worker owns this partition now"),
            (TimeoutError(), START_AGAIN, "it took too long: a deadline passed"),
            (TimeoutError("no state in 3 s"), START_AGAIN, "it took too long: no state in 3 s"),
            (KafkaConnectionError("gone"), START_AGAIN, "Kafka did not take it: KafkaConnectionError"),
            (ZeroDivisionError("by zero"), START_AGAIN, "ZeroDivisionError: by zero"),
        ],
    )
    def test_each_end_has_a_code_and_a_sentence(self, error: Exception, code: int, words: str) -> None:
        found = describe(error)
        assert found[0] == code
        assert words in found[1]

    @pytest.mark.parametrize(("error", "code"), [(TransferwatchError("x"), 2), (ValueError("x"), 3)])
    def test_the_process_is_gone_at_once(self, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int) -> None:
        codes: list[int] = []

        class Gone(BaseException):
            pass

        def leave(code: int) -> None:
            codes.append(code)
            raise Gone

        monkeypatch.setattr("streams.live.ending.os._exit", leave)
        with pytest.raises(Gone):
            ending.end_process(error)
        assert codes == [code]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class TestRateLimit:
    @pytest.fixture
    def clock(self, monkeypatch: pytest.MonkeyPatch) -> Clock:
        clock = Clock()
        monkeypatch.setattr(logs, "time", clock)
        return clock

    def record(self, message: str, *args: object, name: str = "aiokafka") -> logging.LogRecord:
        return logging.LogRecord(name, logging.ERROR, "file", 1, message, args, None)

    def test_once_in_a_while_and_how_many_were_left_out(self, clock: Clock) -> None:
        limit = RateLimit()
        assert limit.filter(self.record("cannot connect to %s", "a"))
        assert not limit.filter(self.record("cannot connect to %s", "b"))
        clock.now += QUIET_S - 0.1
        assert not limit.filter(self.record("cannot connect to %s", "c"))
        clock.now += 0.1
        said = self.record("cannot connect to %s", "d")
        assert limit.filter(said)
        assert said.getMessage() == "cannot connect to d (and 2 more like it)"
        clock.now += QUIET_S
        said = self.record("cannot connect to %s", "e")
        assert limit.filter(said)
        assert said.getMessage() == "cannot connect to e"

    def test_other_messages_and_loggers_are_apart(self, clock: Clock) -> None:
        limit = RateLimit()
        assert limit.filter(self.record("one"))
        assert limit.filter(self.record("two"))
        assert limit.filter(self.record("one", name="faust"))

    def test_a_percent_sign_in_what_is_said(self, clock: Clock) -> None:
        limit = RateLimit()
        limit.filter(self.record("at 100 %"))
        limit.filter(self.record("at 100 %"))
        clock.now += QUIET_S
        said = self.record("at 100 %")
        assert limit.filter(said)
        assert said.getMessage() == "at 100 % (and 1 more like it)"


class TestLogs:
    @pytest.fixture(autouse=True)
    def restored(self) -> Iterator[None]:
        root = logging.getLogger()
        handlers, level = root.handlers[:], root.level
        yield
        root.handlers[:] = handlers
        root.setLevel(level)

    def test_ours_at_the_level_others_from_warnings_on(self, capsys: pytest.CaptureFixture[str]) -> None:
        set_up_logs("INFO", "json")
        logging.getLogger("transferwatch.worker").info("ours")
        logging.getLogger("transferwatch.worker").debug("too fine")
        for _ in range(3):
            logging.getLogger("faust.of_this_test").warning("theirs")
            logging.getLogger("transferwatch.worker").warning("again and again")
        logging.getLogger("faust.of_this_test").info("not asked for")
        shown = capsys.readouterr()
        assert shown.out == ""
        # What is left of other tests may say something at this moment, too.
        lines = [line for line in shown.err.splitlines() if line.startswith("{")]
        assert [sum(word in line for line in lines) for word in ("ours", "theirs", "again", "fine", "asked")] == [
            1, 1, 3, 0, 0,
        ]  # fmt: skip


class TestHealth:
    def test_what_is_answered(self) -> None:
        metrics, ready = Metrics(), [False]

        async def ask(session: aiohttp.ClientSession, path: str) -> tuple[int, str]:
            async with session.get(path) as answer:
                return answer.status, await answer.text()

        async def run() -> None:
            server = HealthServer(metrics.registry, lambda: ready[0])
            await server.start("127.0.0.1", 0)
            host, port = server._runner.addresses[0][:2]
            async with aiohttp.ClientSession(f"http://{host}:{port}") as session:
                assert await ask(session, "/live") == (200, "live\n")
                assert await ask(session, "/ready") == (503, "not yet\n")
                ready[0] = True
                assert await ask(session, "/ready") == (200, "ready\n")
                metrics.owning(3)
                code, text = await ask(session, "/metrics")
                assert code == 200
                assert "\ntransferwatch_partitions_owned 3.0\n" in text
                assert (await ask(session, "/"))[0] == 404
                again = HealthServer(metrics.registry, lambda: True)
                with pytest.raises(OSError):
                    await again.start("127.0.0.1", port)
                await again.stop()
            await server.stop()

        asyncio.run(run())
