"""`rules.lock`: the digest of a rule pack and the hash of each of its files, to see later what changed."""

from hashlib import sha256
from pathlib import Path

import msgspec

from detector.errors import PackError
from streams.pack_files import SHIPPED, find_pack_files
from streams.packs import load_pack

LOCK = "rules.lock"


class Lock(msgspec.Struct, frozen=True):
    """`digest`: the one that every assessment names. `files`: name → SHA-256; shipped ones that a folder lacks too."""

    digest: str
    files: dict[str, str]


def make_lock(folder: Path | None) -> Lock:
    """The lock of a pack as it is now. Raises PackError where it cannot be loaded."""
    digest = load_pack(folder).pack.digest
    own = folder or SHIPPED
    files = {_name(path, own): sha256(path.read_bytes()).hexdigest() for path in find_pack_files(folder).used}
    return Lock(digest, dict(sorted(files.items())))


def _name(path: Path, own: Path) -> str:
    if path.is_relative_to(own):
        return path.relative_to(own).as_posix()
    return f"shipped/{path.relative_to(SHIPPED).as_posix()}"


def read_lock(path: Path) -> Lock:
    """A kept lock. Raises PackError where it is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Lock)
    except (OSError, msgspec.DecodeError) as error:
        message = f"{path}: {error}; expected what `transferwatch rules lock` writes"
        raise PackError(message) from None


def encode_lock(lock: Lock) -> bytes:
    """A lock as a readable file."""
    return msgspec.json.format(msgspec.json.encode(lock), indent=2) + b"\n"


def lock_differences(kept: Lock, now: Lock) -> list[str]:
    """What changed since a lock was made, one sentence a file."""
    found = []
    for name in sorted({*kept.files, *now.files}):
        before, after = kept.files.get(name), now.files.get(name)
        if before == after:
            continue
        what = "is new" if before is None else "is gone" if after is None else "has changed"
        found.append(f"{name}: {what} since {LOCK} was written")
    if not found and kept.digest != now.digest:
        found.append(f"digest is {now.digest}; {LOCK} says {kept.digest}")
    return found
