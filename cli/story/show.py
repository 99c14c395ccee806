"""A story on the screen: bold headings on a terminal, plain lines in a pipe."""

from rich.console import Console

from cli.story.whole import Told


def show_story(told: Told) -> None:
    """Print everything to standard output; nothing is wrapped or cut, so that a pipe gets whole lines."""
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.print(told.title, style="bold")
    for line in told.intro:
        console.print(line)
    for section in told.sections:
        console.print()
        console.print(section.title, style="bold")
        for line in section.lines:
            console.print(f"  {line}")
