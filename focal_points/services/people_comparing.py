"""Rows of institutions, people and terms beside what stands here: new, changed, the same, or impossible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import Institution, SheetRow, Term
from focal_points.services.matrix_names import Names
from focal_points.sheets import people_columns as kinds
from focal_points.sheets.people_columns import NAME, word_of
from focal_points.sheets.people_reading import PeopleRow
from nmrf.base.models import User
from recommendations.uhri.vocab import fold

Verdict = SheetRow.Verdict


@dataclass
class Compared:
    """One row with what it changes: (column, old, new) in words; and codes that the writing needs."""

    row: PeopleRow
    cells: list[tuple[str, str, str]] = field(default_factory=list)
    body: str = ""
    is_new: bool = False

    @property
    def verdict(self) -> str:
        """What would happen."""
        if self.row.wrong:
            return Verdict.REJECTED
        return Verdict.CHANGED if self.cells else Verdict.UNCHANGED


class Comparer:
    """One look at what stands here, for the length of a table."""

    def __init__(self, rows: Sequence[PeopleRow]) -> None:
        self.rows = rows
        self.names = Names.load()
        self.codes = {key: code for code, key in self.names.by_code.items()}
        self.here = {one.code.lower(): one for one in Institution.objects.select_related("parent").for_list()}
        addresses = [row.said.get("email", "") for row in rows]
        self.people = {one.email.lower(): one for one in User.objects.filter(email__in=addresses)}
        self.terms: dict[tuple[str, str, str], list[Term]] = {}
        terms = Term.objects.filter(person__in=self.people.values())
        for one in terms.select_related("person", "institution"):
            key = (one.person.email.lower(), one.institution.code.lower(), one.role)
            self.terms.setdefault(key, []).append(one)
        self.own = {row.said["code"]: row for row in self._of(kinds.INSTITUTIONS) if row.said.get("code")}
        self.own_names = {
            fold(value): code
            for code, row in self.own.items()
            for key, value in row.said.items()
            if key.startswith(NAME) and value
        }

    def _of(self, sheet: str) -> list[PeopleRow]:
        return [row for row in self.rows if row.sheet == sheet]

    def compare(self) -> list[Compared]:
        """Every row, in order."""
        found = self._each()
        self._one_name_each()
        self._none_without_its_institution(found)
        return found

    def _one_name_each(self) -> None:
        """One address is one person: a second name for it is a slip, and one of the two is wrong."""
        first: dict[str, PeopleRow] = {}
        for row in self._of(kinds.PEOPLE):
            email, name = row.said.get("email", ""), row.said.get("name", "")
            before = first.setdefault(email, row)
            if email and name and fold(before.said.get("name", "")) != fold(name):
                values = {"at": before.at, "name": before.said.get("name", "")}
                row.is_wrong("name", _("In %(at)s this address is that of %(name)s.") % values)

    def _none_without_its_institution(self, found: Sequence[Compared]) -> None:
        """What is of, or under, an institution whose own row cannot be taken cannot be taken either."""
        lost = {row.said["code"] for row in self.own.values() if row.wrong} - self.here.keys()
        is_more = True
        while is_more:
            is_more = False
            for one in found:
                if one.body in lost and not one.row.wrong:
                    is_body = one.row.sheet == kinds.INSTITUTIONS
                    why = _("The row of this institution cannot be taken: %(at)s.")
                    one.row.is_wrong(
                        "parent" if is_body else "institution", why % {"at": self.own[one.body].at}
                    )
                    if is_body and one.is_new:
                        lost.add(one.row.said["code"])
                        is_more = True

    def _each(self) -> list[Compared]:
        seen: dict[tuple[str, ...], str] = {}
        found = []
        for row in self.rows:
            one = self._institution(row) if row.sheet == kinds.INSTITUTIONS else self._person(row)
            key = _key(row, one)
            if key and seen.setdefault(key, row.at) != row.at:
                first = "code" if row.sheet == kinds.INSTITUTIONS else "email"
                row.is_wrong(first, _("The same stands already in %(at)s.") % {"at": seen[key]})
            found.append(one)
        return found

    def body_of(self, text: str) -> str:
        """The code of the institution that is meant, here or in the file; nothing where there is none."""
        folded = fold(text)
        if folded in self.own:
            return folded
        known = self.names.of(text)
        return self.codes.get(known, "") if known else self.own_names.get(folded, "")

    def _institution(self, row: PeopleRow) -> Compared:
        one, said = Compared(row), row.said
        present = self.here.get(said.get("code", ""))
        one.is_new = present is None
        named = {key: value for key, value in said.items() if key.startswith(NAME)}
        if not any(named.values()) and not present:
            row.is_wrong(next(iter(named), "code"), _("An institution needs a name."))
        if said.get("parent"):
            one.body = self.body_of(said["parent"])
            if not one.body:
                row.is_wrong("parent", _("No institution is called so, here or in this file."))
            elif one.body == said.get("code") or self._is_circle(said.get("code", ""), one.body):
                row.is_wrong("parent", _("An institution cannot stand under itself."))
        if present is not None and present.closed_on:
            row.is_wrong("code", _("%(institution)s is closed.") % {"institution": present})
        before = _institution_as_said(present) if present else {}
        for key, value in said.items():
            if key == "code" and present:
                continue
            old = before.get(key, "")
            new = one.body if key == "parent" else value
            if key == "wants_validator":
                old, new = old or "no", new or "no"
            if new != old and (new or (present and key in ("parent", "contact"))):
                one.cells.append((key, _word(key, old), _word(key, new)))
        return one

    def _is_circle(self, code: str, above: str) -> bool:
        """Whether `above` stands under `code` itself, by this file or as it stands here."""
        seen = {code}
        while above and above not in seen:
            seen.add(above)
            row, here = self.own.get(above), self.here.get(above)
            if row is not None and row.said.get("parent"):
                above = self.body_of(row.said["parent"])
            else:
                above = here.parent.code.lower() if here and here.parent else ""
        return above == code and bool(above)

    def _person(self, row: PeopleRow) -> Compared:
        one, said = Compared(row), row.said
        present = self.people.get(said.get("email", ""))
        one.is_new = present is None
        if present and (present.role or not present.is_active):
            row.is_wrong("email", _("This is no person of an institution, or their account is closed."))
        before = (
            {"email": present.email.lower(), "name": present.name, "language": present.language}
            if present
            else {}
        )
        for key in ("email", "name", "language"):
            if said.get(key) and said[key] != before.get(key, ""):
                one.cells.append((key, _word(key, before.get(key, "")), _word(key, said[key])))
        self._term(one, said)
        return one

    def _term(self, one: Compared, said: Mapping[str, str]) -> None:
        row = one.row
        if not said.get("institution"):
            if said.get("role") or said.get("starts_on") or said.get("ends_on"):
                row.is_wrong("institution", _("Say for which institution."))
            return
        one.body = self.body_of(said["institution"])
        if not one.body:
            row.is_wrong("institution", _("No institution is called so, here or in this file."))
        if not said.get("role"):
            if not any(key == "role" for key, *_rest in row.wrong):
                row.is_wrong("role", _("Choose the role."))
            return
        first, last = _date(said.get("starts_on", "")), _date(said.get("ends_on", ""))
        if first and last and last < first:
            row.is_wrong("ends_on", _("It would end before it starts."))
        held = self.terms.get((said.get("email", ""), one.body, said["role"]), [])
        same = next((term for term in held if _is_same(term, first)), None)
        if same is None:
            begins = first or timezone.localdate()
            if any(_meet(term, begins, last) for term in held):
                row.is_wrong("starts_on", _("This person has this role there at that time already."))
            one.cells += [
                ("institution", "", one.body),
                ("role", "", word_of("role", said["role"])),
                ("starts_on", "", begins.isoformat()),
            ]
            if last:
                one.cells.append(("ends_on", "", last.isoformat()))
        elif last and same.ends_on != last:
            one.cells.append(("ends_on", same.ends_on.isoformat() if same.ends_on else "", last.isoformat()))


def _institution_as_said(one: Institution) -> dict[str, str]:
    found = {
        "kind": one.kind,
        "level": one.level,
        "parent": one.parent.code.lower() if one.parent else "",
        "contact": one.email,
        "wants_validator": "yes" if one.wants_validator else "no",
    }
    return found | {f"{NAME}{row.language}": row.name for row in one.names.all() if not row.is_alias}


def _word(key: str, value: str) -> str:
    return word_of(key, value) if key in kinds.CHOICES and value else value


def _key(row: PeopleRow, one: Compared) -> tuple[str, ...]:
    """What may stand once in a table."""
    if row.sheet == kinds.INSTITUTIONS:
        return ("institution", row.said["code"]) if row.said.get("code") else ()
    said = row.said
    if not said.get("email"):
        return ()
    return ("person", said["email"], one.body, said.get("role", ""), said.get("starts_on", ""))


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_same(term: Term, first: date | None) -> bool:
    """The term that a row means: the one that began then; without a day, the one that runs."""
    if first:
        return term.starts_on == first
    return term.ends_on is None or term.ends_on >= timezone.localdate()


def _meet(term: Term, first: date, last: date | None) -> bool:
    ends = term.ends_on or date.max
    return term.starts_on <= (last or date.max) and first <= ends
