"""One house and one browser for all journeys of a test process, and the people who come to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.person import Person
from tests.filled import Filled
from tests.running import House

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ARGUMENTS += ["--disable-sync", "--no-first-run", "--disable-dev-shm-usage", "--lang=en-US"]
HERE = Path(__file__).parent
BROKE_OFF = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def house(
    filled_database: Filled, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[House]:
    """What runs, for all journeys of this test process."""
    folder = tmp_path_factory.mktemp("house")
    with filled_database.house(f"browser_{worker_id}", folder) as house:
        house.start_web()
        house.start_worker()
        house.wait_for_web()
        house.wait_for_worker()
        yield house


@pytest.fixture(scope="session")
def told(filled_database: Filled) -> dict[str, Any]:
    """What `fill` wrote down: people, password, the assignment of each journey."""
    return filled_database.told


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, ended with its file: its event loop would be in the way of other tests."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield running
        running.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Lets `somebody` know that the journey broke off."""
    report = yield
    item.stash[BROKE_OFF] = item.stash.get(BROKE_OFF, False) or report.failed
    return report


@pytest.fixture
def somebody(
    house: House, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Person]]:
    """Calls people in; none may have met an error. A journey that broke off leaves pictures."""
    with ExitStack() as leaving:

        def arrives(**wishes: object) -> Person:
            person = Person.arrives(house, browser, **wishes)
            leaving.callback(person.leaves)
            arrived.append(person)
            return person

        arrived: list[Person] = []
        yield arrives
        if request.node.stash[BROKE_OFF]:
            for number, person in enumerate(arrived, start=1):
                picture = tmp_path / f"person-{number}.png"
                person.page.screenshot(path=picture, full_page=True)
                print(f"Person {number} stood at {person.page.url}: {picture}")


@pytest.fixture
def signed_in(somebody: Callable[..., Person], told: dict[str, Any]) -> Callable[..., Person]:
    """Somebody who has signed in, by their role."""

    def as_role(role: str, **wishes: object) -> Person:
        person = somebody(**wishes)
        person.signs_in(told["people"][role], told["password"])
        return person

    return as_role
