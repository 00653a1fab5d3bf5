"""Somebody at a browser. Whatever page they come to is looked at: errors, strangers, accessibility, width."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Download,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from tests.running import House

DESKTOP, PHONE = (1280, 900), (360, 740)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECKED: set[tuple[str, str, str]] = set()  # pages that axe has seen: by address without ids, title, width
# A scroll container may be wider inside; the page itself may not.
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Person:
    """One browser window of one person. `wrong` gathers what no page of ours may do."""

    house: House
    context: BrowserContext
    page: Page
    has_script: bool = True
    wrong: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    @classmethod
    def arrives(cls, house: House, browser: Browser, **wishes: object) -> "Person":
        """With an empty browser; `wishes` are Playwright's: locale, viewport, java_script_enabled."""
        width, height = DESKTOP
        told: dict = {"viewport": {"width": width, "height": height}, "locale": "en-GB", **wishes}
        context = browser.new_context(base_url=house.url, **told)
        context.set_default_timeout(15_000)
        has_script = bool(wishes.get("java_script_enabled", True))
        person = cls(house, context, context.new_page(), has_script)
        context.on("console", person._hear)
        context.on("request", person._mind_strangers)
        context.on("requestfailed", person._mind_failure)
        context.on("response", person._mind_answer)
        context.on("weberror", lambda error: person.wrong.append(f"script: {error.error}"))
        return person

    # --- what goes wrong ------------------------------------------------------------------------

    def _hear(self, message: ConsoleMessage) -> None:
        is_told_elsewhere = message.text.startswith("Failed to load resource")  # by _mind_answer
        if message.type in {"error", "warning"} and not is_told_elsewhere:
            self.wrong.append(f"console: {message.text}")

    def _mind_strangers(self, request: Request) -> None:
        if not request.url.startswith((f"{self.house.url}/", "data:", "blob:")):
            self.wrong.append(f"a third party was asked: {request.url}")

    def _mind_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or a page left on the way
            self.wrong.append(f"failed: {request.url} ({request.failure})")

    def _mind_answer(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.wrong.append(f"{response.status}: {response.request.method} {response.url}")

    @contextmanager
    def expecting(self, *codes: int) -> Iterator[None]:
        """Answers that are no mistake here."""
        self.expected = set(codes)
        yield
        self.page.wait_for_load_state()
        self.expected = set()

    # --- what people do ---------------------------------------------------------------------------

    def goes_to(self, address: str) -> None:
        """Types an address; the page is looked at."""
        self.page.goto(address)
        self.looks()

    def signs_in(self, email: str, password: str) -> None:
        """Through the page."""
        self.page.goto("/accounts/login/")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.presses(self.page.locator("main form button.go"))
        assert "/accounts/login" not in self.page.url, self.page.locator("main").inner_text()

    def clicks(self, name: str, role: str = "button", inside: Locator | None = None) -> None:
        """A button or link by its visible name; where that leads is looked at."""
        self.presses(self.find(name, role, inside))

    def presses(self, thing: Locator) -> None:
        """What leads to another page; that one is looked at."""
        with self.page.expect_navigation():
            thing.click()
        self.looks()

    def find(self, name: str, role: str = "button", inside: Locator | None = None) -> Locator:
        """A button, link or other thing by its name."""
        place = inside or self.page.locator("body")
        return place.get_by_role(role, name=name).first  # type: ignore[arg-type]

    def downloads(self, name: str) -> tuple[Download, Path]:
        """What a link gives."""
        with self.page.expect_download() as waiting:
            self.find(name, "link").click()
        return waiting.value, Path(waiting.value.path())

    def reads(self, words: str | re.Pattern[str]) -> None:
        """These words stand on the page."""
        expect(self.page.locator("#main")).to_contain_text(words)

    # --- what every page has to bear ------------------------------------------------------------------

    def looks(self) -> None:
        """Nothing went wrong, nothing sticks out, and whoever cannot see or use a mouse can use it."""
        assert not self.wrong, self.wrong
        if not self.has_script:
            return  # the rules below are checked by script
        self.fits()
        form = re.sub(r"[0-9a-f-]{36}|\?.*", "", self.page.url)
        kind = (form, self.page.locator("h1").first.inner_text(), str(self.page.viewport_size))
        if kind not in CHECKED:
            CHECKED.add(kind)
            self.is_accessible()

    def fits(self) -> None:
        """No sideways scrolling of the page."""
        assert self.page.evaluate(WIDER) <= 0, f"{self.page.url} is wider than the window"

    def is_accessible(self) -> None:
        """By the rules of axe; what it finds is told."""
        self.page.wait_for_load_state()
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert not found.violations_count, f"{self.page.url}\n{found.generate_report()}"

    def leaves(self) -> None:
        """Closes the window; nothing may have gone wrong on the way."""
        self.context.close()
        assert not self.wrong, self.wrong
