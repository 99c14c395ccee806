"""What is sealed opens where it belongs, with its key, unchanged; the key file is its owner's."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from string import ascii_letters, digits

import pytest

from detector.errors import VaultError
from store.sealing.key_file import add_key, keep_keys, make_key_file, read_keys
from store.sealing.vault import Vault, key_id_of, sealing_key

ONE, OTHER = b"1" * 32, b"2" * 32
SECRET, PLACE = "JBSWY3DPEHPK3PXP", "totp:a-1"


def vault(*keys: bytes) -> Vault:
    return Vault(lambda: keys)


def test_a_secret_opens_where_it_belongs() -> None:
    sealed = vault(ONE).seal(SECRET, PLACE)
    assert SECRET not in sealed
    assert sealing_key(sealed) == key_id_of(ONE)
    assert vault(OTHER, ONE).open(sealed, PLACE) == SECRET
    assert vault(ONE).seal(SECRET, PLACE) != sealed, "the same secret twice does not look the same"
    with pytest.raises(VaultError, match="totp:a-2 was changed in the database, or belongs elsewhere"):
        vault(ONE).open(sealed, "totp:a-2")


def test_a_secret_of_another_key_names_it() -> None:
    sealed = vault(ONE).seal(SECRET, PLACE)
    with pytest.raises(VaultError, match=f"key {key_id_of(ONE)}, which the key file does not hold"):
        vault(OTHER).open(sealed, PLACE)


def test_no_changed_character_opens() -> None:
    sealed = vault(ONE).seal(SECRET, PLACE)
    for at, put in product(range(len(sealed)), ascii_letters + digits + "-_=+/: "):
        if put != sealed[at]:
            with pytest.raises(VaultError):
                vault(ONE).open(sealed[:at] + put + sealed[at + 1 :], PLACE)
    for added in (f"{sealed}=", f"{sealed}!", f"{sealed}\n", sealed.rstrip("=")):
        with pytest.raises(VaultError):
            vault(ONE).open(added, PLACE)
    for nonsense in ("", SECRET, f"s1:{key_id_of(ONE)}:", f"s1:{key_id_of(ONE)}:é"):
        with pytest.raises(VaultError):
            vault(ONE).open(nonsense, PLACE)


def test_a_key_file_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "store.key"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: make_key_file(path), range(8)))
    assert all(keys == read_keys(path) for keys in made), "whoever was slower goes by the key that is there"
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(tmp_path)) == ["store.key"]


def test_keys_come_and_go(tmp_path: Path) -> None:
    path = tmp_path / "store.key"
    (first,) = make_key_file(path)
    second = add_key(path)
    assert read_keys(path) == [second, first]
    assert path.stat().st_mode & 0o777 == 0o600
    assert keep_keys(path, [key_id_of(second)]) == [key_id_of(first)]
    assert read_keys(path) == [second]
    assert keep_keys(path, ["none of these"]) == [], "the last key is never taken out"
    assert read_keys(path) == [second]


@pytest.mark.parametrize("text", ["", "12", "x" * 64, "é"])
def test_what_is_no_key_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "store.key"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    with pytest.raises(VaultError, match="is no key file"):
        read_keys(path)


def test_a_key_file_for_everybody_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.key"
    make_key_file(path)
    path.chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        read_keys(path)
    with pytest.raises(VaultError, match="cannot be written"):
        make_key_file(tmp_path / "none" / "store.key")
