"""Puts the words of one language into the page."""

from html import escape
from importlib.resources import files
from string import Template

from console.front.texts import FRONT
from detector.messages import Language

_FOLDER = files("console") / "front"


def shipped(name: str) -> bytes:
    """A file of the page, as it is sent."""
    return (_FOLDER / name).read_bytes()


def front_page(lang: Language, viewer: str) -> bytes:
    """The page. `viewer`: "nobody", or "somebody", whose session the page then asks for."""
    words = {key: escape(texts[lang]) for key, texts in FRONT.items()}
    page = Template(shipped("index.html").decode()).substitute(words, lang=_TAGS[lang], viewer=viewer)
    return page.encode()


_TAGS = {"zh": "zh-CN", "en": "en"}
