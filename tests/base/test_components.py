"""Components: what the strip says, query strings that keep their filters, nothing written inline."""

import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Template, engines
from django.test import Client, RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from focal_points.models import Status
from focal_points.templatetags import statuses
from nmrf.base import strips
from nmrf.base.templatetags import house
from nmrf.styleguide.samples import COUNTS, SAMPLES

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PAPER = settings.BASE_DIR / "templates" / "reporting" / "reports"  # set by another engine, on paper


def rendered(source: str, path: str = "/", **context: Any) -> str:
    """A piece of template as a page would show it."""
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    template = engines["django"].from_string(CottonCompiler().process(source))
    return template.render(context, request)


def test_strip_says_all_counts_in_words_with_their_whole() -> None:
    shown = rendered('<c-strip :counts="counts" />', counts=COUNTS)

    assert 'role="img"' in shown
    assert (
        'aria-label="1,412 recommendations: 261 not assessed, 96 not started, 341 in progress, '
        "287 partially implemented, 238 implemented, 84 implemented, continuing, 71 not implemented, "
        '34 no longer applicable"'
    ) in shown


def test_strip_folds_eight_into_the_six_public_groups() -> None:
    shown = rendered('<c-strip :counts="counts" folded="1" />', counts=COUNTS)

    assert re.findall(r'data-s="(\w\w)"', shown) == ["na", "ni", "ip", "pi", "im", "nl"]
    assert "167 not done" in shown
    assert "322 implemented" in shown


def test_strip_never_draws_a_segment_too_thin_to_see() -> None:
    drawn = strips.segments({"na": 99_999, "im": 1}, exact=True)

    assert [segment.code for segment in drawn] == ["na", "im"]
    assert min(segment.width for segment in drawn) > 1
    assert sum(segment.width for segment in drawn) == pytest.approx(100, abs=0.05)


def test_strip_of_nothing_says_so() -> None:
    shown = rendered('<c-strip :counts="counts" />', counts={})

    assert "<svg" not in shown
    assert "No recommendation yet" in shown


def test_strip_can_count_parts() -> None:
    assert "2 parts: 1 in progress, 1 implemented" in rendered(
        '<c-strip :counts="counts" unit="parts" />', counts={"in_progress": 1, "implemented": 1}
    )


@pytest.mark.parametrize("status", list(Status))
def test_status_is_shown_by_word_and_icon_together(status: Status) -> None:
    shown = rendered('<c-status code="{{ code }}" />', code=status.value)

    assert f"<span>{status.label}</span>" in shown
    assert f'#s-{status.short}"' in shown
    assert 'aria-hidden="true"' in shown


def test_every_symbol_that_is_used_is_drawn() -> None:
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    drawn = set(re.findall(r'id="([\w-]+)"', sprite))
    used = {
        name
        for page in TEMPLATES
        for name in re.findall(r'(?:icon "|c-icon name=")([su]-\w+)"', page.read_text())
    }

    assert used <= drawn
    assert {f"s-{status.short}" for status in Status} <= drawn


def test_directional_icons_turn_round_and_check_marks_do_not() -> None:
    assert "flip" in house.icon("u-fwd")
    assert "flip" not in house.icon("s-im")


def test_key_leads_a_group_to_the_list_of_all_its_statuses() -> None:
    shown = rendered('<c-key :counts="counts" folded="1" url="/recommendations/" />', counts=COUNTS)

    assert "/recommendations/?status=not_started&amp;status=not_implemented" in shown
    assert "96 not started, 71 decided against or out of time" in shown


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{% qs page=2 %}", "?theme=a&amp;theme=b&amp;q=x&amp;page=2"),
        ("{% qs q=None page=3 %}", "?theme=a&amp;theme=b&amp;page=3"),
    ],
)
def test_query_string_keeps_what_is_not_replaced(tag: str, expected: str) -> None:
    assert rendered(tag, "/recommendations/?theme=a&theme=b&q=x&page=7") == expected


def test_pager_keeps_the_filters_and_names_the_page_one_is_on() -> None:
    shown = rendered('<c-pager :page="page" />', "/?q=x", page=Paginator(range(1000), 20).page(9))

    assert 'href="?q=x&amp;page=10" aria-current' not in shown
    assert 'href="?q=x&amp;page=9" aria-current="page"' in shown
    assert house.pages_near(Paginator(range(1000), 20).page(9)) == [1, 0, 7, 8, 9, 10, 11, 0, 50]


def test_dates_and_numbers_follow_the_readers_language() -> None:
    with translation.override("en"):
        assert house.day(date(2026, 11, 21)) == "21 November 2026"
        assert house.number(1412) == "1,412"
    with translation.override("fr"):
        assert house.day(date(2026, 11, 21)) == "21 novembre 2026"
        assert house.day(date(2026, 4, 1)) == "1er avril 2026"
        assert house.day(date(2026, 6, 30), "short") == "30 juin 2026"
        assert house.day(date(2026, 7, 1), "short") == "1er juil. 2026"
    assert house.day(None) == ""


def test_attributes_cannot_smuggle_markup_into_a_page() -> None:
    evil = "<script>alert(1)</script>"

    for source in (
        '<c-phead title="{{ evil }}" />',
        '<c-note title="{{ evil }}">{{ evil }}</c-note>',
        '<c-crumbs :items="crumbs" />',
        '<c-diff :words="words" />',
        '<c-views :opinions="opinions" />',
    ):
        shown = rendered(
            source,
            evil=evil,
            crumbs=[(evil, "")],
            words=[("+", evil)],
            opinions=[{"heading": evil, "text": evil, "differs": evil}],
        )
        assert "<script" not in shown, source
        assert "&lt;script" in shown, source


def test_components_do_not_take_words_from_the_page_around_them() -> None:
    shown = rendered("<c-note>all well</c-note>", title="of the page", kind="bad")

    assert "of the page" not in shown
    assert "bad" not in shown


def test_timeline_covers_the_time_from_the_first_status_to_today() -> None:
    history = [
        SimpleNamespace(status="in_progress", effective_on=date(2025, 1, 14), is_entered_late=True),
        SimpleNamespace(status="not_assessed", effective_on=date(2023, 7, 7), is_entered_late=False),
    ]

    bar = statuses.time_bar(history)

    assert bar is not None
    assert [span.code for span in bar["spans"]] == ["na", "ip"]
    assert bar["years"][0] == 2023
    assert bar["years"][-1] == datetime.now(tz=None).year  # noqa: DTZ005 (a year, not a moment)


def test_texts_of_recommendations_carry_their_language_and_direction() -> None:
    row = SimpleNamespace(language="ar", direction="rtl", text="<b>ضمان</b>\n\nتوافر")

    shown = rendered('<c-text :row="row" />', row=row)

    assert 'lang="ar" dir="rtl"' in shown
    assert shown.count("<p>") == 2
    assert "<b>" not in shown


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_templates_write_nothing_inline(template: Path) -> None:
    """A strict content policy forbids it, and it would be lost."""
    source = template.read_text()

    if PAPER not in template.parents:
        assert not re.search(r"\sstyle=", source)
        assert "<style" not in source
        assert not re.search(r"\son\w+=\"", source)
        assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", source)
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//(?!undocs)", source)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_templates_compile(template: Path) -> None:
    name = str(template.relative_to(settings.BASE_DIR / "templates"))

    assert isinstance(engines["django"].get_template(name).template, Template)


SHEETS = [sheet for sheet in (settings.BASE_DIR / "static/css").glob("*.css") if sheet.name != "report.css"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_stylesheets_use_logical_directions_only(sheet: Path) -> None:
    physical = r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align: (?:left|right)|float:"

    assert not re.findall(physical, sheet.read_text())


def test_stylesheets_stay_small() -> None:
    assert sum(sheet.stat().st_size for sheet in SHEETS) < 34_000  # some 9 KB on the wire


@pytest.mark.django_db
class TestGallery:
    """The gallery of all parts."""

    def test_shows_every_component_left_to_right_and_right_to_left(
        self, client: Client, settings: Any
    ) -> None:
        settings.DEMO = True

        page = client.get("/styleguide/").content.decode()

        for name, _title in SAMPLES:
            assert f'<section id="{name}"' in page
        assert page.count('<div lang="ar" dir="rtl">') == len(SAMPLES)
        assert "style=" not in page

    def test_is_closed_to_the_public_outside_a_demonstration(self, client: Client, settings: Any) -> None:
        settings.DEMO = False

        assert client.get("/styleguide/").status_code == 404

    def test_is_open_to_the_house_outside_a_demonstration(
        self, client: Client, settings: Any, secretariat: Any
    ) -> None:
        settings.DEMO = False
        client.force_login(secretariat)

        assert client.get("/styleguide/").status_code == 200


@pytest.mark.django_db
def test_page_in_arabic_runs_from_right_to_left(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"

    page = client.get("/accounts/login/").content.decode()

    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.django_db
def test_language_is_switched_by_a_plain_form(client: Client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "fr", "next": "/accounts/login/"})

    assert answer["Location"] == "/accounts/login/"
    assert '<html lang="fr"' in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_pages_say_that_the_demonstration_is_invented(client: Client, settings: Any) -> None:
    settings.DEMO = True
    assert "are invented" in client.get("/accounts/login/").content.decode()

    settings.DEMO = False
    assert "are invented" not in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_missing_page_says_what_to_do_next(client: Client) -> None:
    answer = client.get("/nothing/")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert 'href="/accounts/login/"' in answer.content.decode()
