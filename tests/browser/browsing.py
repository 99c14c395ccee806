"""Chromium as a person uses it: fill in a form, press its button, read what is to be seen. Waits, and says for what."""

import os
import time
from collections.abc import Callable
from typing import Any

PATIENCE_S = 30.0
"""For a slow machine under load; a page takes some tenths of a second."""


class Browser:
    """A headless Chromium; selenium is imported where it is used, so that other tests do without it."""

    def __init__(self, chromium: str, chromedriver: str) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        for word in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1100,900"):
            options.add_argument(word)
        options.add_argument("--lang=en")
        options.add_argument("--no-proxy-server")
        if os.name == "posix" and os.geteuid() == 0:
            options.add_argument("--no-sandbox")  # Chromium has none for root, as machines that test often are
        self._driver: Any = webdriver.Chrome(options=options, service=Service(chromedriver))

    def fresh(self) -> "Page":
        """A page without cookies, and without what was logged before."""
        self._driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self._driver.get("about:blank")
        self._driver.get_log("browser")
        return Page(self._driver)

    def close(self) -> None:
        """End it."""
        self._driver.quit()


class Page:
    """What is open in it."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        """Go there and wait until it is loaded."""
        self.driver.get(address)

    def find(self, selector: str) -> Any:
        """An element that is to be seen, as soon as it is."""
        return self.wait(lambda: self._seen(selector), f"{selector} to be seen")

    def _seen(self, selector: str) -> Any:
        return next((each for each in self.driver.find_elements("css selector", selector) if each.is_displayed()), None)

    def sees(self, selector: str) -> bool:
        """Whether it is to be seen now."""
        return self._seen(selector) is not None

    def submit(self, form: str, **typed: str) -> None:
        """Fill in a form and press its button."""
        found = self.find(form)
        for name, text in typed.items():
            field = found.find_element("name", name)
            field.clear()
            field.send_keys(text)
        found.find_element("tag name", "button").click()

    def text(self, selector: str) -> str:
        """What an element says, once it says something."""
        return str(self.wait(lambda: self.find(selector).text, f"{selector} to say something"))

    def faults(self) -> list[str]:
        """What the browser complained of since the last time: refused scripts, failed requests, exceptions."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def wait(self, ask: Callable[[], Any], what: str) -> Any:
        """What `ask` answers, as soon as that is something."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := ask()):
            shown = self.driver.execute_script("return document.body.innerText")
            assert time.monotonic() < deadline, f"waited for {what}; the page says: {shown}"
            time.sleep(0.05)
        return found
