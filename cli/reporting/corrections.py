"""`report corrections`: texts that people read otherwise than the keyword rules do, printed or as CSV or NDJSON."""

import csv
import io
from pathlib import Path

import msgspec

from cli.reporting.files import harmless, write_file
from cli.reporting.texts_corrections import CORRECTIONS
from cli.story.teller import printable
from cli.texts import Words
from detector.errors import UsageError
from detector.messages import Language
from streams.corrections import Corrected, Correction, find_corrections
from streams.packs import LoadedPack

FIELDS = Correction.__struct_fields__


def report_corrections(folder: Path, output: Path | None, lang: Language, limit: int, loaded: LoadedPack) -> None:
    """Print the corrections of a folder of events, or write them. Raises UsageError for another kind of file."""
    words = Words(lang, CORRECTIONS, loaded.catalog)
    if output is not None and output.suffix.lower() not in (".csv", ".ndjson"):
        message = f"--output {output}: expected a file name that ends in .csv or .ndjson"
        raise UsageError(message)
    found = find_corrections(folder, loaded)
    count = len(found.corrections)
    if output is None:
        _print(words, found, limit)
        return
    text = _csv(words, found) if output.suffix.lower() == ".csv" else _ndjson(found)
    encoding = "utf-8-sig" if output.suffix.lower() == ".csv" else "utf-8"
    write_file(output, lambda path: _write(path, text, encoding))
    print(words.say("corrections.written", count=count, file=str(output)))


def _write(path: Path, text: str, encoding: str) -> None:
    path.write_text(text, encoding=encoding, newline="")


def _codes(words: Words, codes: list[str]) -> str:
    return words.join([words.code("code", code) for code in codes]) or words.say("corrections.nothing")


def _print(words: Words, found: Corrected, limit: int) -> None:
    print(words.say("corrections.title"))
    shown = found.corrections[:limit] if limit else found.corrections
    for item in shown:
        who, told = printable(item.decided_by), words.code("code", item.corrected)
        read, role = _codes(words, item.read), words.code("role", item.role)
        where = words.say(f"corrections.{item.source}", event=printable(item.event_id))
        print(words.say("corrections.line", text=printable(item.text), read=read, told=told, who=who, role=role))
        print(words.say("corrections.where", where=where, version=item.words_version))
    if len(shown) < len(found.corrections):
        print(words.say("corrections.more", count=len(found.corrections) - len(shown)))
    print(words.say("corrections.sum", count=len(found.corrections), compared=found.compared))
    print(words.say("corrections.informs"))


def _csv(words: Words, found: Corrected) -> str:
    """One row a correction, with headings in the language; codes stay as they are."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([words.say(f"corrections.col.{name}") for name in FIELDS])
    for item in found.corrections:
        cells = {**msgspec.structs.asdict(item), "read": " ".join(item.read)}
        writer.writerow([harmless(str(cells[name])) for name in FIELDS])
    return text.getvalue()


def _ndjson(found: Corrected) -> str:
    return "".join(msgspec.json.encode(item).decode() + "\n" for item in found.corrections)
