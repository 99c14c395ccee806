"""Worlds and their results, as given on the command line."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cli.evaluation.evaluation import JudgedWorld, read_judged
from detector.errors import UsageError

Pair = tuple[Path, Path]


def reported_pairs(folders: Sequence[Path]) -> list[Pair]:
    """World, result, world, result, … as pairs. Raises UsageError where one is left over."""
    if len(folders) % 2:
        message = f"{folders[-1]}: is a world without its result; expected pairs WORLD_DIR RESULT_DIR"
        raise UsageError(message)
    return list(zip(folders[::2], folders[1::2], strict=True))


def chosen_pairs(texts: Sequence[str]) -> list[Pair]:
    """Each `WORLD=RESULT` as a pair; a folder's own name may hold the sign too. Raises UsageError."""
    pairs = []
    for text in texts:
        places = [place for place, letter in enumerate(text) if letter == "="]
        splits = [(Path(text[:place]), Path(text[place + 1 :])) for place in places]
        found = [pair for pair in splits if pair[0].is_dir() and pair[1].is_dir()]
        if len(found) != 1:
            message = f"--choose {text}: expected WORLD=RESULT, two folders that exist, with one sign = between them"
            raise UsageError(message)
        pairs.append(found[0])
    return pairs


def read_pairs(pairs: Sequence[Pair]) -> list[JudgedWorld]:
    """Read every world with its result; folders of the same name are numbered. Raises InputError."""
    seen: Counter[str] = Counter()
    worlds = []
    for world_dir, result_dir in pairs:
        name = world_dir.resolve().name
        seen[name] += 1
        numbered = f"{name} ({seen[name]})" if seen[name] > 1 else name
        worlds.append(read_judged(world_dir, result_dir, numbered))
    return worlds
