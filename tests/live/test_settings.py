"""Settings come from the command line, the environment and a file, in this order; each fault is named."""

from pathlib import Path

import pytest

from detector.errors import UsageError
from scripts.settings_page import PAGE, with_table
from streams.settings import CONFIG_VARIABLE, PREFIX, Settings, load_settings

FAULTS: dict[str, tuple[object, str]] = {
    "namespace": ("a.b", "should match pattern"),
    "security_protocol": ("TLS", "'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT' or 'SASL_SSL'"),
    "sasl_mechanism": ("GSSAPI", "'PLAIN', 'SCRAM-SHA-256' or 'SCRAM-SHA-512'"),
    "horizon_days": ("0", "greater than or equal to 1"),
    "session_timeout_s": ("900", "less than or equal to 300"),
    "heartbeat_s": ("0", "greater than 0"),
    "flush_early_ms": ("1.5", "valid integer"),
    "flush_late_ms": ("10", "greater than or equal to 50"),
    "buffer_records": ("many", "valid integer"),
    "restore_timeout_s": ("", "valid number"),
    "stop_timeout_s": ("0", "greater than or equal to 1"),
    "transaction_timeout_ms": ("1", "greater than or equal to 1000"),
    "embedded": ("perhaps", "valid boolean"),
    "metrics_port": ("70000", "less than or equal to 65535"),
    "log_level": ("LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    "log_format": ("xml", "'console' or 'json'"),
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a settings file, and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "CONFIG"):
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    return tmp_path


def refused(**given: object) -> str:
    with pytest.raises(UsageError) as error:
        load_settings(**given)
    return str(error.value)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, why = FAULTS[name]
    given = refused(**{name: value})
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", str(value))
    for message in (given, refused()):
        assert f"settings: {name}: " in message
        assert why in message
        assert f"{PREFIX}NAME" in message


def test_all_faults_are_named_at_once() -> None:
    message = refused(log_level="LOUD", metrics_port=-1, typo="x")
    for name in ("log_level", "metrics_port", "typo"):
        assert f"{name}: " in message


def test_what_does_not_fit_together() -> None:
    assert "heartbeat_s 3.0 is more than a third of session_timeout_s 6.0" in refused(heartbeat_s=3)
    assert "flush_early_ms 200 is more than flush_late_ms 100" in refused(flush_early_ms=200, flush_late_ms=100)
    assert load_settings(heartbeat_s=2, session_timeout_s=6).heartbeat_s == 2
    assert load_settings(flush_early_ms=100, flush_late_ms=100).flush_late_ms == 100


def test_the_command_line_beats_the_environment_beats_the_file(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().flush_early_ms == 50
    (elsewhere / "transferwatch.toml").write_text("flush_early_ms = 1\nflush_late_ms = 111\nbuffer_records = 1111\n")
    monkeypatch.setenv("TRANSFERWATCH_FLUSH_EARLY_MS", "2")
    monkeypatch.setenv("TRANSFERWATCH_FLUSH_LATE_MS", "222")
    settings = load_settings(flush_early_ms="3", flush_late_ms=None)
    assert (settings.flush_early_ms, settings.flush_late_ms, settings.buffer_records) == (3, 222, 1111)


def test_a_file_that_the_environment_names(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "transferwatch.toml").write_text('namespace = "usual"\n')
    (elsewhere / "other.toml").write_text('namespace = "other"\n')
    monkeypatch.setenv(CONFIG_VARIABLE, "other.toml")
    assert load_settings().namespace == "other"
    monkeypatch.setenv(CONFIG_VARIABLE, "gone.toml")
    assert refused() == "TRANSFERWATCH_CONFIG names 'gone.toml', which is no file"


def test_faults_of_the_file(elsewhere: Path) -> None:
    file = elsewhere / "transferwatch.toml"
    file.write_text("flush_erly_ms = 1\n")
    assert "flush_erly_ms: Extra inputs are not permitted" in refused()
    file.write_text("flush_early_ms = \n")
    assert "settings: transferwatch.toml: Invalid value (at line 1" in refused()


@pytest.mark.parametrize("given", [{"log_level": "LOUD"}, {"heartbeat_s": 50}, {"sasl_password": 5}])
def test_the_password_is_told_nowhere(given: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFERWATCH_SASL_PASSWORD", "s3cret-word")
    settings = load_settings()
    assert settings.sasl_password.get_secret_value() == "s3cret-word"
    for text in (str(settings), repr(settings), settings.model_dump_json(), str(settings.model_dump())):
        assert "s3cret" not in text
    assert "s3cret" not in refused(**given)


def test_a_password_in_the_file_is_not_told_either(elsewhere: Path) -> None:
    (elsewhere / "transferwatch.toml").write_text('sasl_password = ["s3cret-word"]\n')
    assert "s3cret" not in refused()
    (elsewhere / "transferwatch.toml").write_text("sasl_password = s3cret-word\n")
    assert "s3cret" not in refused()


def test_every_setting_is_described() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description and field.description.endswith("."), name


def test_the_page_has_every_setting_as_it_is_declared() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_table(page), "run: python -m scripts.settings_page"
    for name in Settings.model_fields:
        assert page.count(f"\n| `{name}` | ") == 1
