"""Fills in the update form as people do, by what stands on the page."""

from datetime import date, timedelta

from playwright.sync_api import Page, Response

PROPOSED = "in_progress"
TODAY = date.today()  # noqa: DTZ011 (any day of these weeks will do)


def is_saved(response: Response) -> bool:
    """The answer to what the page saves by itself."""
    return response.url.endswith("/autosave/") and response.ok


def write_update(page: Page, words: str, *, status: str) -> None:
    """A period that has passed, what was done, and a status with the day since when it is true."""
    page.locator("[name=period_from]").fill(f"{TODAY - timedelta(days=180)}")
    page.locator("[name=period_to]").fill(f"{TODAY - timedelta(days=1)}")
    page.locator("[name=narrative]").fill(words)
    page.locator(f"#proposals label:has(input[value={status}])").first.click()
    page.locator("[name=next_step]").fill("Report on it again in spring.")
    page.locator("[name=next_step_on]").fill(f"{TODAY + timedelta(days=120)}")
    since = page.locator("#proposals [name$=effective_on]").first
    if since.is_visible():
        since.fill(f"{TODAY - timedelta(days=30)}")
