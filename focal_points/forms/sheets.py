"""Tables that people hand in: the file, whose workbook, which column is what, what becomes of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from focal_points.forms.verification import day_field
from focal_points.models import Institution
from focal_points.services import matrix_mapping
from focal_points.services.matrix_mapping import NEW, NOTHING, Look, TableSaid
from focal_points.services.matrix_names import Names
from focal_points.services.matrix_planning import NONE, PROPOSED, STAND
from focal_points.sheets.matrix_columns import BY_KEY, COLUMNS
from recommendations.uhri.vocab import fold

DAY_FIRST = {"": None, "day": True, "month": False}


class FileForm(forms.Form):
    """The table."""

    file = forms.FileField(
        label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.docx"})
    )


class TakeForm(forms.Form):
    """Whose workbook, in which language."""

    institution = forms.ModelChoiceField(
        label=_("Institution"), queryset=Institution.objects.none(), to_field_name="code", empty_label=None
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, institutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["institution"]
        field.queryset = institutions
        offered: Any = self.fields["language"]
        offered.choices = [one for one in settings.LANGUAGES if one[0] in settings.OFFERED_LANGUAGES]


class SendForm(forms.Form):
    """What becomes of a workbook that is confirmed."""

    sends = forms.ChoiceField(
        label=_("What becomes of them"),
        required=False,
        choices=[
            ("", _("Drafts: you look at them once more and send them")),
            ("1", _("Sent at once, where nothing is missing")),
        ],
        widget=forms.RadioSelect,
        initial="",
    )


class MannerForm(forms.Form):
    """What becomes of the statuses of the State's own table."""

    manner = forms.ChoiceField(label=_("What becomes of the statuses"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["manner"]
        stand = (STAND, _("They stand as in the table, shown as “from the State's own table”"))
        field.choices = [
            *([] if is_own else [stand]),
            (PROPOSED, _("They are proposed: each waits until somebody else verifies it")),
            (NONE, _("They are left out: institutions only")),
        ]
        field.initial = PROPOSED if is_own else STAND
        if is_own:
            field.help_text = _(
                "You handed the table in. That its statuses stand has to be confirmed by somebody else of "
                "the secretariat: they find the table under this address."
            )


class MatrixColumnsForm(forms.Form):
    """One choice for each column of the table, and what no column says."""

    symbol = forms.CharField(
        label=_("Symbol of the document"),
        required=False,
        max_length=120,
        help_text=_("Where all rows are of one document and no column says it."),
    )
    table_date = day_field(
        _("Date of the table"),
        required=False,
        help_text=_("For rows without a date. Left empty, the newest date in the table stands for them."),
    )
    day_first = forms.ChoiceField(
        label=_("A date such as 3/4/2024"),
        required=False,
        choices=[
            ("", _("as the other dates of the column tell")),
            ("day", _("is 3 April: the day stands first")),
            ("month", _("is 4 March: the month stands first")),
        ],
    )

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look = look
        choices = [("", _("not taken in")), *((column.key, column.heading) for column in COLUMNS)]
        for one in look.guesses:
            self.fields[f"column_{one.place}"] = forms.ChoiceField(
                label=one.heading or str(one.place + 1), choices=choices, required=False, initial=one.key
            )

    def clean_table_date(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["table_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This date lies in the future."))
        return day

    def pairs(self) -> list[tuple[Any, Any]]:
        """Each column of the table with its choice, for the page."""
        return [(one, self[f"column_{one.place}"]) for one in self.look.guesses]

    def others(self) -> list[Any]:
        """The other questions, for the page."""
        return [self[name] for name in ("symbol", "table_date", "day_first")]

    def said(self) -> TableSaid:
        """As the services take it; what was said of such words before stays said."""
        data, before = self.cleaned_data, self.look.before
        columns = {one.place: data.get(f"column_{one.place}", "") for one in self.look.guesses}
        return TableSaid(
            sheet=self.look.sheet,
            heading=self.look.heading,
            headings=self.look.headings,
            columns={place: key for place, key in columns.items() if key},
            statuses=dict(before.statuses) if before else {},
            institutions=dict(before.institutions) if before else {},
            symbol=data["symbol"].strip(),
            table_date=data["table_date"].isoformat() if data["table_date"] else "",
            day_first=DAY_FIRST[data["day_first"]],
        )


class MatrixValuesForm(forms.Form):
    """One choice for each word and name that nobody knows."""

    def __init__(
        self, *args: Any, unknown: Mapping[str, Mapping[str, int]], names: Names, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        codes = {key: code for code, key in names.by_code.items()}
        here = sorted(((codes[key], label) for key, label in names.labels.items()), key=lambda one: one[1])
        for key, values in unknown.items():
            for number, (value, times) in enumerate(values.items()):
                self.fields[f"{key}_{number}"] = forms.ChoiceField(
                    label=value,
                    required=False,
                    choices=_statuses(times) if key == "status" else _institutions(times, here),
                    initial=codes.get(names.like(value) or 0, "") if key == "lead" else "",
                )

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Heading of our column, and the choices below it, for the page."""
        return [
            (BY_KEY[key].heading, [self[f"{key}_{number}"] for number in range(len(values))])
            for key, values in self.unknown.items()
        ]

    def said(self, key: str) -> dict[str, str]:
        """Word or name, folded → what it means."""
        values = self.unknown.get(key, {})
        return {
            fold(value): chosen
            for number, value in enumerate(values)
            if (chosen := self.cleaned_data.get(f"{key}_{number}", ""))
        }


def _statuses(times: int) -> list[tuple[str, Any]]:
    return [
        ("", _("do not take these rows in (%(times)s)") % {"times": times}),
        (NOTHING, _("no status: take the rest of the row")),
        *matrix_mapping.statuses(),
    ]


def _institutions(times: int, here: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    left_out = ngettext("leave the name out (%(times)s row)", "leave the name out (%(times)s rows)", times)
    return [
        ("", left_out % {"times": times}),
        (NEW, _("a new institution: make it")),
        *here,
    ]


class InviteForm(forms.Form):
    """Whether those who are new get their link at once."""

    invites = forms.BooleanField(
        label=_("Send each new person the link to choose a password now"),
        required=False,
        help_text=_("Without it nobody gets a mail. The link can be sent from the list of people later."),
    )
