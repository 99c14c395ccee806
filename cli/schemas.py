"""`transferwatch schemas`: write the JSON Schemas and the AsyncAPI page, or check that they are current."""

from pathlib import Path
from typing import Annotated

import typer


def schemas(
    output: Annotated[Path, typer.Option("--output", help="Folder to write to, or to compare with.")] = Path(
        "docs/schemas"
    ),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with exit code 1 where the folder is not current.")
    ] = False,
) -> None:
    """JSON Schemas of all topics and the AsyncAPI page, generated from the event types."""
    from streams.schemas import schema_files

    files = schema_files()
    if check:
        stale = _stale(output, files)
        for line in stale:
            print(line)
        if stale:
            print(f"{output} is not current: run `transferwatch schemas --output {output}`")
            raise typer.Exit(1)
        print(f"{output} is current: {len(files)} files")
        return
    output.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (output / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {len(files)} files to {output}")


def _stale(folder: Path, files: dict[str, str]) -> list[str]:
    """One line per file that differs, is missing, or is not generated any more."""
    found = []
    for name, text in files.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{path} is missing")
        elif path.read_bytes() != text.encode("utf-8"):
            found.append(f"{path} differs from the types")
    left = sorted(path for path in folder.glob("*") if path.name not in files)
    return found + [f"{path} is no longer generated: delete it" for path in left]
