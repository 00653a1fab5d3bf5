"""What the gallery shows: invented texts in two languages, and stand-ins for what components take."""

from datetime import date, datetime
from types import SimpleNamespace as Row
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from focal_points.models import Obstacle, Status
from nmrf.base.models import Job

SAMPLES = (
    ("colours", "Colour: stock, ink, one accent; every other colour is a status"),
    ("type", "Type: serif to read, sans to work, display above 28 px"),
    (
        "strips",
        "c-strip: l for a page's head, m for sections, plain for rows; six public groups, or all eight",
    ),
    ("edges", "c-strip at its edges: one status, all unknown, one of a thousand, parts, nothing"),
    ("key", "c-key: the strip explained; each entry leads to its list"),
    ("key_flat", "c-key flat"),
    ("statuses", "c-status: icon and word, eight of them; x is large"),
    ("views", "c-views: four opinions, never merged; ≠ says where and why they differ"),
    ("timeline", "c-timeline: history of one verified status"),
    ("text", "c-text, c-symbol, parts: what was asked, in its own language"),
    ("table", "tbl: sorted, selected, numbers at the end, strip in a row"),
    ("fold", "tbl fold: on a telephone a row becomes a block, and stays a table to a screen reader"),
    ("hits", "hits: found recommendations, with the words found"),
    ("find", "find, tok, c-facet: search and narrowing"),
    ("log", "log: dates hang in the margin"),
    ("buttons", "btn: rest, main, grave, off, text"),
    ("fields", "c-field: help, error, choices, ticks, file"),
    ("choice", "c-status-choice: the scale as a ballot"),
    ("notes", "c-note: plain, good, bad"),
    ("diff", "c-diff: words taken out and put in"),
    ("evidence", "c-evidence: who may read it; opened, holds"),
    ("jobs", "c-job: waiting, running, done, failed"),
    ("queues", "queue: work waiting"),
    ("empty", "c-empty: says what to do"),
    ("paths", "c-crumbs, c-pager"),
    ("passing", "c-toast, c-dialog"),
    ("facts", "facts, leader"),
)

COUNTS = dict(zip(Status.values, (261, 96, 341, 287, 238, 84, 71, 34), strict=True))

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Shelters in every province",
        "asked": "Ensure that a sufficient number of accessible shelters are available in every province;",
        "said": "Two shelters opened, in Ostrand (24 beds) and Lower Tessen (16 beds, step-free).",
        "ministry": "Ministry for Family and Gender Equality",
        "other": "Ministry of Justice",
        "nhri": "Human Rights Commission",
        "committee": "Committee on the Elimination of Discrimination against Women",
        "grade": "Partly satisfactory, for part (a) only",
        "why": "Three provinces rely on agreements only.",
        "law": "Budget law 2027, chapter 31",
        "before": "victims",
        "after": "survivors",
        "frame": "available to ",
        "theme": "Violence against women",
    },
    "ar": {
        "title": "دور إيواء في كل إقليم",
        "asked": "ضمان توافر عدد كافٍ من دور الإيواء الميسَّرة في جميع الأقاليم؛",
        "said": "افتُتحت داران للإيواء في أوستراند (24 سريرًا) وتيسن السفلى (16 سريرًا، دون درجات).",
        "ministry": "وزارة الأسرة والمساواة بين الجنسين",
        "other": "وزارة العدل",
        "nhri": "لجنة حقوق الإنسان",
        "committee": "اللجنة المعنية بالقضاء على التمييز ضد المرأة",
        "grade": "مُرضٍ جزئيًا، للجزء (أ) وحده",
        "why": "ثلاثة أقاليم تعتمد على اتفاقات فقط.",
        "law": "قانون موازنة 2027، الفصل 31",
        "before": "لضحايا",
        "after": "للناجيات من",
        "frame": "متاحة ",
        "theme": "العنف ضد المرأة",
    },
}


class SampleForm(forms.Form):
    """One field of each kind."""

    next_step = forms.CharField(label=_("Next step"), help_text=_("One sentence, with a date."))
    narrative = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}))
    by = forms.DateField(label=_("By"), widget=forms.DateInput(attrs={"type": "date"}))
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("ar", "العربية")])
    obstacles = forms.MultipleChoiceField(
        label=_("Obstacles"), choices=Obstacle, widget=forms.CheckboxSelectMultiple, required=False
    )
    is_public = forms.BooleanField(label=_("Public, once verified"), required=False)
    file = forms.FileField(label=_("Evidence"), required=False)


class ChoiceForm(forms.Form):
    """The scale, without the status that nobody proposes."""

    status = forms.ChoiceField(
        label=_("Status you propose"),
        choices=[choice for choice in Status.choices if choice[0] != Status.NOT_ASSESSED],
        widget=forms.RadioSelect,
    )


def context(language: str) -> dict[str, Any]:
    """Everything the samples of one side show."""
    words = WORDS[language]
    return {
        "w": words,
        "language": language,
        "counts": COUNTS,
        "edges": [{"implemented": 7}, {"not_assessed": 1412}, {"not_assessed": 999, "implemented": 1}],
        "statuses": Status.values,
        "opinions": _opinions(words),
        "history": _history(),
        "row": Row(language=language, direction="rtl" if language == "ar" else "ltr", text=words["asked"]),
        "document": Row(symbol="CEDAW/C/XAA/CO/6", get_absolute_url="#"),
        "options": [
            Row(value=str(n), label=f"{words['other']} {n}", count=40 - 3 * n, selected=n == 2)
            for n in range(1, 12)
        ],
        "good": SampleForm(initial={"next_step": words["title"]}, auto_id=f"good-{language}-%s"),
        "bad": SampleForm({"narrative": words["said"]}, auto_id=f"bad-{language}-%s"),
        "choice": ChoiceForm(
            {f"{language}-status": "implemented"}, auto_id=f"choice-{language}-%s", prefix=language
        ),
        "diff": [("=", words["frame"]), ("-", words["before"]), ("=", " "), ("+", words["after"])],
        "evidence": _evidence(words),
        "jobs": _jobs(),
        "crumbs": [(words["committee"], "#"), (words["title"], "")],
        "page": Paginator(range(1412), 50).page(7),
    }


def _opinions(words: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"heading": words["ministry"], "status": "implemented", "dated": "2026-11-02", "text": words["said"]},
        {
            "heading": _("Verified by the secretariat"),
            "status": "partially_implemented",
            "dated": "2026-11-21",
            "text": words["why"],
            "is_main": True,
            "differs": _("Differs from what was proposed"),
        },
        {"heading": words["nhri"], "status": "in_progress", "dated": "2026-09-30", "source": "2026, 44–47"},
        {"heading": words["committee"], "grade": "B", "dated": "2026-03-06", "text": words["grade"]},
    ]


def _history() -> list[Row]:
    steps = (
        ("not_assessed", date(2023, 7, 7), False),
        ("not_started", date(2024, 5, 2), False),
        ("in_progress", date(2025, 1, 14), True),
        ("implemented_continuing", date(2026, 3, 1), False),
    )
    return [Row(status=code, effective_on=day, is_entered_late=late) for code, day, late in steps]


def _evidence(words: dict[str, str]) -> list[Row]:
    file = Row(public_id="00000000-0000-0000-0000-000000000000", name="law.pdf", size=1_234_567)
    return [
        Row(title=words["law"], file=file, link="", is_public=True, holds=True),
        Row(title=words["law"], file=file, link="", is_public=False, holds=False),
        Row(title=words["law"], file=None, link="https://assembly.example/41", is_public=True, holds=None),
    ]


def _jobs() -> list[Job]:
    at = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("UTC"))
    return [
        Job(state=Job.State.QUEUED),
        Job(state=Job.State.RUNNING, done=903, total=1398, step=str(_("Staging"))),
        Job(state=Job.State.DONE, finished_at=at),
        Job(state=Job.State.FAILED, finished_at=at, error=str(_("The file ends in the middle of a record."))),
    ]
