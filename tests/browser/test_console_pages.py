"""The console's pages in a real browser, with real passwords and second factors, under their real policy."""

import time

import pytest

from detector.instant import SECOND_US
from store.accounts.totp import STEP_SECONDS, hotp, totp_step
from tests.browser.browsing import Page
from tests.browser.conftest import HTML, Console

OWN = "three words of my own"


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows; `steps`: of 30 seconds from now."""
    return hotp(secret, totp_step(time.time_ns() // 1000 + steps * STEP_SECONDS * SECOND_US))


def test_from_the_first_password_to_signing_out(console: Console, page: Page) -> None:
    first = console.add("ann", "auditor")
    page.open(f"{console.address}/?lang=en")
    assert page.faults() == []
    page.submit("#sign-in", name="Ann", password=first)
    page.submit("#own-password", password=first, new_password="ann ann ann 1")
    assert page.text("#told").startswith("This password cannot be taken")
    page.submit("#own-password", password=first, new_password=OWN)
    page.submit("#factor", password=OWN)
    secret = page.text("#secret")
    page.submit("#factor-code", code=code_of(secret, steps=9))
    assert page.text("#told").startswith("This is not the app's present code")
    assert [fault for fault in page.faults() if "status of 400" not in fault] == []
    page.submit("#factor-code", code=code_of(secret, steps=-1))
    assert len(page.text("#codes").split()) == 10
    page.submit("#recovery")
    assert page.text("#as") == "Signed in as ann · auditor"
    page.find("#orders")
    page.open(console.address)
    assert "ann" in page.text("#as"), "the session outlives the page"
    page.find("#sign-out").click()
    page.find("#sign-in")
    assert not page.sees("#orders")
    assert page.faults() == []

    page.submit("#sign-in", name="ann", password=OWN, code=code_of(secret))
    assert "ann" in page.text("#as")
    (cookie,) = page.driver.get_cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["secure"]) == ("__Host-transferwatch", True, True)
    assert page.driver.execute_script("return document.cookie") == ""


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(console: Console, page: Page) -> None:
    console.add("bea", "analyst")
    told = []
    for name in ("bea", "nobody-of-this-name"):
        page.open(f"{console.address}/?lang=en")
        page.submit("#sign-in", name=name, password="wrong words, all of them")
        told.append(page.text("#told"))
        assert page.sees("#sign-in")
    assert told == ["Name, password or code is not right, or the account is locked for a while."] * 2


def test_html_in_a_customers_name_is_text(console: Console, open_console: str, page: Page) -> None:
    page.open(f"{open_console}/?lang=en")
    rows = page.find("#orders").find_elements("css selector", "tbody tr")
    (row,) = [row for row in rows if row.text.startswith(f"{console.order_id} ")]
    assert row.find_elements("tag name", "td")[2].text == HTML
    assert page.driver.find_elements("css selector", "#orders img, #orders script") == []
    assert page.driver.title == "Transferwatch"
    assert page.faults() == []


def test_without_sign_in_it_says_so(open_console: str, page: Page) -> None:
    page.open(f"{open_console}/?lang=en")
    assert page.text("#without").startswith("WITHOUT SIGN-IN")
    assert not page.sees("#sign-out")
    page.find('a[lang="zh"]').click()
    assert page.text("#without").startswith("未启用登录")
    assert page.driver.title == "转单监控"


def test_roles_see_what_is_theirs(console: Console, page: Page) -> None:
    """An analyst sees no customer's name; an administrator sees no orders and is told why."""
    first = console.add("cai", "analyst")
    page.open(f"{console.address}/?lang=en")
    page.submit("#sign-in", name="cai", password=first)
    page.submit("#own-password", password=first, new_password=OWN)
    assert HTML not in page.text("#orders")
    assert console.order_id in page.text("#orders")
    page.find("#sign-out").click()

    first = console.add("dan", "administrator")
    page.submit("#sign-in", name="dan", password=first)
    page.submit("#own-password", password=first, new_password=OWN)
    page.submit("#factor", password=OWN)
    page.submit("#factor-code", code=code_of(page.text("#secret")))
    page.submit("#recovery")
    assert page.text("#no-rows") == "Your role keeps accounts and sees no orders."
    assert not page.sees("#orders")


def test_the_description_of_the_api_works_under_its_policy(open_console: str, page: Page) -> None:
    page.open(f"{open_console}/docs")
    page.find(".opblock-get .opblock-summary-control").click()
    page.find(".opblock-body")
    assert page.faults() == []
    asked = page.driver.execute_script("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert asked
    assert [name for name in asked if not name.startswith((open_console, "data:"))] == []


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_the_policy_stops_what_somebody_smuggles_in(open_console: str, page: Page, path: str) -> None:
    """The other tests' silence means something: what is inline is refused, and said so."""
    page.open(f"{open_console}{path}")
    page.driver.execute_script(
        "const script = document.createElement('script'); script.textContent = 'document.title = \"smuggled\"';"
        "document.body.append(script)"
    )
    page.wait(lambda: any("Content Security Policy" in fault for fault in page.faults()), "the policy to refuse it")
    assert page.driver.title != "smuggled"
