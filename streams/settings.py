"""The settings of everything that talks to Kafka: from the environment, from a file, or from the command line.

A setting `flush_early_ms` is read from `TRANSFERWATCH_FLUSH_EARLY_MS`, else from the key `flush_early_ms` of the TOML
file that `TRANSFERWATCH_CONFIG` names (default `transferwatch.toml`, which need not be there).
`transferwatch worker --help` lists them all. Passwords belong in the environment.
"""

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from detector.errors import UsageError
from streams.topics import Namespace

PREFIX = "TRANSFERWATCH_"
CONFIG_VARIABLE = "TRANSFERWATCH_CONFIG"
DEFAULT_CONFIG = "transferwatch.toml"

_NAMESPACE = r"^[a-zA-Z0-9_-]{0,60}$"


class Settings(BaseSettings):
    """Everything that can be set, with units in the names; each field says what it is for."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    bootstrap_servers: Annotated[str, Field(description="Kafka brokers, HOST:PORT, comma separated.")] = (
        "localhost:9092"
    )
    namespace: Annotated[
        str,
        Field(pattern=_NAMESPACE, description="Prefix of topics and groups, for several deployments in one cluster."),
    ] = ""
    security_protocol: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"], Field(description="How to connect to Kafka.")
    ] = "PLAINTEXT"
    ssl_cafile: Annotated[Path | None, Field(description="Certificates to trust; default: the system's.")] = None
    ssl_certfile: Annotated[Path | None, Field(description="Own certificate, for mutual TLS.")] = None
    ssl_keyfile: Annotated[Path | None, Field(description="Key of the own certificate.")] = None
    sasl_mechanism: Annotated[
        Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], Field(description="How to sign in with SASL.")
    ] = "SCRAM-SHA-512"
    sasl_username: Annotated[str, Field(description="User name for SASL.")] = ""
    sasl_password: Annotated[SecretStr, Field(description="Password for SASL.")] = SecretStr("")

    store_url: Annotated[
        SecretStr, Field(description="The store: a SQLite file or a PostgreSQL database. The URL may hold a password.")
    ] = SecretStr("sqlite:///transferwatch.db")

    audit_anchors: Annotated[
        Path | None, Field(description="File where heads of the audit chain are kept, best on another machine.")
    ] = None

    secrets_key_file: Annotated[
        Path | None,
        Field(description="Keys by which secrets in the store are encrypted; default: beside a SQLite file, `.key`."),
    ] = None

    rules_dir: Annotated[Path | None, Field(description="Folder with own rules, plans or company.yml.")] = None
    horizon_days: Annotated[
        int | None, Field(ge=1, le=3650, description="Judge by this many days before an order, not the pack's.")
    ] = None

    instance_id: Annotated[
        str,
        Field(description="Stable name of this worker: a restart keeps its partitions. Empty: a new one each time."),
    ] = ""
    session_timeout_s: Annotated[
        float, Field(ge=1, le=300, description="Silence after which another worker takes over the partitions.")
    ] = 6.0
    heartbeat_s: Annotated[float, Field(gt=0, le=100, description="Between signs of life to Kafka.")] = 1.0
    flush_early_ms: Annotated[
        int, Field(ge=0, le=10_000, description="From the first change to its flush, at low load.")
    ] = 50
    flush_late_ms: Annotated[
        int, Field(ge=50, le=30_000, description="From the first change to its flush, at the latest, under load.")
    ] = 10_000
    buffer_records: Annotated[
        int, Field(ge=1000, description="Records read ahead, all partitions together, before reading pauses.")
    ] = 100_000
    restore_timeout_s: Annotated[
        float, Field(ge=1, description="A partition's state must be read back within this time, else the worker exits.")
    ] = 300.0
    stop_timeout_s: Annotated[
        float, Field(ge=1, le=300, description="A worker told to stop ends within this time, flushed or not.")
    ] = 10.0
    transaction_timeout_ms: Annotated[
        int, Field(ge=1000, le=900_000, description="Kafka aborts an unfinished flush of a dead worker after this.")
    ] = 10_000
    embedded: Annotated[
        bool, Field(description="The broker is the embedded one: no transactions, and nothing is ever resumed.")
    ] = False

    metrics_port: Annotated[
        int, Field(ge=0, le=65535, description="Port for metrics and health; 0: none. Worker N of several adds N.")
    ] = 0
    metrics_host: Annotated[str, Field(description="Address for metrics and health.")] = "127.0.0.1"
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="What is logged.")] = "INFO"
    log_format: Annotated[Literal["console", "json"], Field(description="How it is logged, to standard error.")] = (
        "console"
    )

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.heartbeat_s * 3 > self.session_timeout_s:
            message = (
                f"heartbeat_s {self.heartbeat_s} is more than a third of session_timeout_s {self.session_timeout_s}"
            )
            raise ValueError(message)
        if self.flush_early_ms > self.flush_late_ms:
            message = f"flush_early_ms {self.flush_early_ms} is more than flush_late_ms {self.flush_late_ms}"
            raise ValueError(message)
        return self

    @property
    def names(self) -> Namespace:
        """The namespace that prefixes topics and groups."""
        return Namespace(self.namespace)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line first, then the environment, then the file."""
        path = Path(os.environ.get(CONFIG_VARIABLE) or DEFAULT_CONFIG)
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, path)


def load_settings(**given: object) -> Settings:
    """Read the settings; what is given (and not None) wins. Raises UsageError naming each bad setting."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named and not Path(named).is_file():
        message = f"{CONFIG_VARIABLE} names {named!r}, which is no file"
        raise UsageError(message)
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(_told(fault["loc"], fault["msg"]) for fault in error.errors())
        message = f"settings: {faults}. Each is set by {PREFIX}NAME, in {DEFAULT_CONFIG}, or on the command line"
        raise UsageError(message) from None
    except ValueError as error:  # the TOML file cannot be read as such
        message = f"settings: {named or DEFAULT_CONFIG}: {error}"
        raise UsageError(message) from None


def _told(where: tuple[int | str, ...], why: str) -> str:
    return f"{'.'.join(map(str, where)) or 'together'}: {why}"
