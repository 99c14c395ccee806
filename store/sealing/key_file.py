"""The file with the keys of the vault: one a line, 64 hex digits; the first seals, older ones still open."""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from detector.errors import VaultError
from store.sealing.vault import KEY_BYTES, key_id_of

_OTHERS = 0o007


def read_keys(path: Path) -> list[bytes]:
    """The keys of a file. Raises VaultError: no such file, open to everybody on the machine, or a line that is none."""
    try:
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            message = f"{path}: every user of this machine can get at the keys; run `chmod 600 {path}`"
            raise VaultError(message)
        lines = path.read_text("ascii").split()
        keys = [bytes.fromhex(line) for line in lines]
    except OSError as error:
        message = f"{path}: the keys of the store's secrets cannot be read ({error.strerror}); put the file back"
        raise VaultError(message) from None
    except ValueError:
        keys = []
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        message = f"{path}: is no key file; expected a line of 64 hex digits for each key; take it from your own copy"
        raise VaultError(message)
    return keys


def make_key_file(path: Path) -> list[bytes]:
    """A file with a new key, its owner's alone; where one is there meanwhile, its keys. Raises VaultError."""
    if not path.exists():
        _write(path, [secrets.token_bytes(KEY_BYTES)], new=True)
    return read_keys(path)


def add_key(path: Path) -> bytes:
    """Put a new key before those of a file, which then seals. Raises VaultError."""
    old, new = read_keys(path), secrets.token_bytes(KEY_BYTES)
    _write(path, [new, *old], new=False)
    return new


def keep_keys(path: Path, names: Sequence[str]) -> list[str]:
    """Leave only the keys with these ids in a file; the ids of those that went. Raises VaultError."""
    keys = read_keys(path)
    kept = [key for key in keys if key_id_of(key) in names]
    gone = [key_id_of(key) for key in keys if key_id_of(key) not in names]
    if kept and gone:
        _write(path, kept, new=False)
    return gone if kept else []


def _write(path: Path, keys: Sequence[bytes], *, new: bool) -> None:
    """On the disk before it is there by its name: a key that is lost loses what was sealed with it."""
    temporary = path.with_name(f".{path.name}.writing-{os.getpid()}-{secrets.token_hex(4)}")
    text = "".join(f"{key.hex()}\n" for key in keys)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            if new:
                with suppress(FileExistsError):  # another process was faster: its key holds
                    os.link(temporary, path)
            else:
                os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path}: the keys of the store's secrets cannot be written ({error.strerror}); see to its folder"
        raise VaultError(message) from None
