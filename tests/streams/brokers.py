"""Which tests need a broker that this machine may lack."""

import tempfile
from pathlib import Path

import pytest

from detector.errors import UsageError
from streams.embedded import find_binary


def _missing() -> str:
    try:
        with tempfile.TemporaryDirectory() as scratch:
            find_binary(Path(scratch))
    except UsageError as error:
        return str(error)
    return ""


_MISSING = _missing()
needs_embedded_broker = pytest.mark.skipif(bool(_MISSING), reason=_MISSING)
