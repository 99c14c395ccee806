"""The page at the console's own address, without a browser: words, safety, and what it says of who asks."""

import re
from string import Template

import pytest

from console.front.page import shipped
from console.front.texts import FRONT
from store.accounts.roles import ROLES
from tests.console.world import World, browsing, console_on, key_of

INDEX = shipped("index.html").decode()


def test_every_word_is_there_in_both_languages_and_used() -> None:
    assert set(Template(INDEX).get_identifiers()) == {*FRONT, "lang", "viewer"}
    assert all(texts["zh"] and texts["en"] for texts in FRONT.values())
    assert set(ROLES) <= set(FRONT)


def test_nothing_is_inline_or_from_elsewhere() -> None:
    assert re.findall(r'(?:src|href)="([^"]*)"', INDEX) == [
        *("data:,", "/front/page.css", "/front/page.js", "/?lang=zh", "/?lang=en", "/docs", "/health", "/metrics")
    ]
    assert "<style" not in INDEX
    assert re.search(r"<script(?![^>]*src=)", INDEX) is None
    assert re.search(r"\s(?:on\w+|style)=", INDEX) is None


def test_what_the_script_and_the_page_say_of_each_other_is_true() -> None:
    """Every part that the script asks for is in the page, and it never writes HTML."""
    script = shipped("page.js").decode()
    parts = set(re.findall(r'(?:part|onSubmit)\("([\w-]+)"', script)) | {"words"}
    assert parts <= set(re.findall(r'id="([\w-]+)"', INDEX))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)


@pytest.mark.parametrize(
    ("path", "accepted", "spoken"),
    [("/", "zh-CN,zh;q=0.9", "zh"), ("/", "fr", "en"), ("/?lang=en", "zh-CN", "en"), ("/?lang=zh", "en", "zh")],
)
def test_it_speaks_the_readers_language(world: World, path: str, accepted: str, spoken: str) -> None:
    with browsing(world.app) as client:
        answer = client.get(path, headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["content-language"]) == (200, spoken)
    assert FRONT["look"]["zh" if spoken == "zh" else "en"] in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_it_knows_whether_somebody_is_there(world: World) -> None:
    with browsing(world.app) as client:
        assert 'data-viewer="nobody"' in client.get("/").text
        assert 'data-viewer="somebody"' in client.get("/", headers=key_of(world.engine, "seller-lin")).text
        assert client.get("/?lang=fr").status_code == 400
        assert client.get("/front/texts.py").status_code == 404
    with browsing(console_on(world.engine, sign_in=False)) as client:
        assert 'data-viewer="somebody"' in client.get("/").text
