"""Tells where the console of a demo is, and who may sign in."""

from collections.abc import Mapping

from cli.demoing.premises import Opened
from cli.story.teller import printable
from cli.texts import Words


def welcome(words: Words, opened: Opened, names: Mapping[str, str]) -> list[str]:
    """Addresses and accounts, as lines. `names`: id → display name."""
    lines = [
        words.say("console", address=opened.console, worker=opened.worker),
        words.say("store", store=opened.store),
    ]
    if opened.logins is None:
        return [*lines, words.say("no_sign_in")]
    file = str(opened.accounts_file)
    lines.append(words.say("accounts", password=opened.logins.password, file=file))
    for login in opened.logins.accounts:
        who = printable(names.get(login.person_id or "", ""))
        code = login.codes[0] if login.codes else words.say("no_code")
        lines.append(words.say("account", name=f"{login.name:<13}", code=f"{code:<17}", who=who).rstrip())
    return lines


def signs(words: Words, opened: Opened) -> str:
    """The same in one line, for the screen."""
    if opened.logins is None:
        return words.say("signs.no_sign_in", address=opened.console)
    password, file = opened.logins.password, str(opened.accounts_file)
    return words.say("signs", address=opened.console, password=password, file=file)
