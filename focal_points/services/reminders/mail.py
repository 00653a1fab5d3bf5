"""One digest as a mail: plain text in the reader's language, with links straight to each thing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from focal_points.models import Digest
from focal_points.services import answer_links
from focal_points.services.answer_links import Wanted
from focal_points.services.reminders import wording

Place = tuple[int, int, int]
"""Digest, section, line."""


class Tokens:
    """The links' tokens of a batch, each in its line. They are in no table: a mail tried again has others."""

    def __init__(self, by_place: dict[Place, str]) -> None:
        self.by_place = by_place

    def unused(self, digest: Digest) -> None:
        """This mail did not leave."""
        answer_links.forget(token for (key, *_place), token in self.by_place.items() if key == digest.pk)


@contextmanager
def tokens_for(batch: Sequence[Digest]) -> Iterator[Tokens]:
    """Make the links of all mails of the batch at once."""
    places: list[Place] = []
    wanted: list[Wanted] = []
    for digest in batch:
        for place, line in _lines(digest):
            if "answer" in line:
                asked = line["answer"]
                places.append(place)
                wanted.append(
                    Wanted(digest.person_id, asked["institution"], asked["kind"], UUID(asked["about"]))
                )
    yield Tokens(dict(zip(places, answer_links.make(wanted), strict=True)) if wanted else {})


def message(digest: Digest, tokens: Tokens) -> EmailMessage:
    """The mail; its id is the digest's, so that a mail server can tell it from others."""
    person, said = digest.person, digest.content
    sections = [
        section
        | {
            "lines": [
                line | {"address": absolute(line["address"]), "link": _link(tokens, digest, number, nth)}
                for nth, line in enumerate(section["lines"])
            ]
        }
        for number, section in enumerate(said["sections"])
    ]
    with translation.override(person.language):
        context = {
            "person": person,
            "sections": sections,
            "list_address": absolute(reverse("focal_points:home")),
            "wish_address": absolute(reverse("focal_points:reminder-list")),
            "has_links": any(line["link"] for section in sections for line in section["lines"]),
        }
        body = render_to_string("focal_points/reminders/mail.txt", context)
        subject = f"{wording.subject(said['count'], said['late'])} · {settings.SITE_NAME}"
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        " ".join(subject.split()),
        body,
        settings.DEFAULT_FROM_EMAIL,
        [person.email],
        headers={
            "Message-ID": f"<digest-{digest.public_id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{context['wish_address']}>",
        },
    )


def absolute(path: str) -> str:
    """The address as it is written into mails."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def _lines(digest: Digest) -> Iterator[tuple[Place, dict[str, Any]]]:
    for number, section in enumerate(digest.content["sections"]):
        for nth, line in enumerate(section["lines"]):
            yield (digest.pk, number, nth), line


def _link(tokens: Tokens, digest: Digest, section: int, line: int) -> str:
    token = tokens.by_place.get((digest.pk, section, line))
    return absolute(reverse("focal_points:answer", args=[token])) if token else ""
