"""A YAML file of a rule pack, read as a type."""

from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from detector.errors import PackError

_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_T = TypeVar("_T")


def read_yaml(path: Path, kind: type[_T]) -> _T:
    """A YAML file as a type. Raises PackError."""
    try:
        return msgspec.convert(_parsed(path.read_text("utf-8")), kind)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); expected a YAML file"
        raise PackError(message) from None
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        message = f"{path}: {error}"
        raise PackError(message) from None


def _parsed(text: str) -> Any:
    """What a YAML text says. LibYAML reads a pack in a tenth of the time; of what is wrong the other one says more."""
    try:
        return yaml.load(text, Loader=_FAST)  # noqa: S506 - as safe as safe_load
    except yaml.YAMLError:
        return yaml.safe_load(text)
