"""One assignment's rows of a workbook, written into its update through the services that pages use."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from focal_points.models import SheetRow, SheetRun, StatusUpdate
from focal_points.permissions import Can
from focal_points.services import evidence, on_behalf, status_updates, update_fields
from focal_points.services.update_fields import ProposalFields, UpdateFields
from focal_points.services.workbook_lines import Here
from focal_points.sheets import values, words
from focal_points.sheets.columns import HOLDS, OF_TARGET, heading_of
from nmrf.base.errors import HouseError, Invalid, NotNow
from nmrf.base.models import User
from nmrf.base.permissions import may

Left = list[dict[str, str]]


def write(here: Here, rows: Sequence[SheetRow], *, run: SheetRun, by: User, door: str) -> tuple[int, Left]:
    """How many updates were written (0 or 1), and what was left, with the reason. Whole or not at all."""
    left: Left = []
    wanted: dict[str, dict[str, str]] = {}
    for row in rows:
        chosen, kept = _chosen(row, here)
        left += kept
        if chosen:
            wanted[row.payload["target"]] = chosen
    if not wanted:
        return 0, left
    try:
        with transaction.atomic():
            update = _write(here, wanted, run, by, door)
    except HouseError as refused:
        return 0, [*left, {"what": rows[0].title, "why": _reason(refused)}]
    if run.options.get("sends"):
        try:
            status_updates.submit(update=update, version=update.version, by=by, door=door)
        except HouseError as refused:
            why = _("Kept as a draft, not sent: %(why)s") % {"why": _reason(refused)}
            left.append({"what": rows[0].title, "why": why})
    return 1, left


def _chosen(row: SheetRow, here: Here) -> tuple[dict[str, str], Left]:
    """Field → value to write; and the cells that stay as they are here, with why."""
    left: Left = []
    chosen: dict[str, str] = {}
    target = next((one for one in here.targets if one.key == row.payload["target"]), None)
    if target is None:
        return {}, [{"what": row.title, "why": _("What this row is about was divided or taken away.")}]
    stands = here.said(target, row.payload["is_first"], here.now(row.payload["mark"]))
    for cell in row.payload["cells"]:
        name = cell["field"]
        if cell["verdict"] == "since" or cell.get("choice") == "leave":
            continue
        what = f"{row.title}: {heading_of(name)}"
        if cell["verdict"] == "conflict" and cell.get("choice") != "take":
            left.append(
                {"what": what, "why": _("Both sides changed it, and nobody chose. It stays as it is.")}
            )
        elif stands.get(name, "") not in (cell["old"], cell["new"]):
            left.append({"what": what, "why": _("Somebody changed it after the preview. It stays as it is.")})
        else:
            chosen[name] = cell["new"]
    return chosen, left


def _write(here: Here, wanted: dict[str, dict[str, str]], run: SheetRun, by: User, door: str) -> StatusUpdate:
    update = _open(here, run, by, door)
    current = update_fields.of(update)
    shared = {name: value for said in wanted.values() for name, value in said.items()}
    links = shared.pop("links", "")
    plain = {name: _plain(name, value) for name, value in shared.items() if name not in OF_TARGET}
    fields = replace(current, **plain, proposals=_proposals(here, current, wanted))
    update = status_updates.save(
        update=update,
        version=update.version,
        by=by,
        fields=fields,
        seen=current,
        covered=here.targets,
        door=door,
    )
    for link in values.parts(links):
        evidence.add_link(update=update, link=link, is_public=update.is_public, by=by, door=door)
    return update


def _open(here: Here, run: SheetRun, by: User, door: str) -> StatusUpdate:
    """The open update, or a new one; on behalf of the institution its workbook is the letter."""
    if may(by, Can.ANSWER_ASSIGNMENT, here.assignment):
        return status_updates.start(assignment=here.assignment, by=by, door=door)
    if here.update:
        return here.update
    if run.file is None:
        raise NotNow(_("The file is gone."), code="gone")
    with run.file.content.open("rb") as stored:
        letter = ContentFile(stored.read(), name=run.source)
    day = timezone.localdate(run.at)
    return on_behalf.enter(assignment=here.assignment, letter=letter, letter_on=day, by=by, door=door)


def _plain(name: str, value: str) -> Any:
    """As `UpdateFields` holds it."""
    if name == "is_public":
        return value != words.INTERNAL
    if HOLDS[name] == "date":
        return values.date_of(value)
    return values.parts(value) if name in ("obstacles", "needs") else value


def _proposals(
    here: Here, current: UpdateFields, wanted: dict[str, dict[str, str]]
) -> tuple[ProposalFields, ...]:
    """What is proposed already, with what the rows say of their targets."""
    found = {proposal.key: proposal for proposal in current.proposals}
    for target in here.targets:
        said = {name: value for name, value in wanted.get(target.key, {}).items() if name in OF_TARGET}
        if not said:
            continue
        before = found.get(target.key) or ProposalFields(target.recommendation, "", target.part)
        after = replace(before, **{name: _plain(name, value) for name, value in said.items()})
        if after.status:
            found[target.key] = after
        else:
            found.pop(target.key, None)
    return tuple(found.values())


def _reason(refused: HouseError) -> str:
    """The message, and what each field lacks."""
    if isinstance(refused, Invalid) and refused.fields:
        return " ".join([str(refused.message), *map(str, dict.fromkeys(refused.fields.values()))])
    return str(refused.message)
