"""All the records of a source that concern a State, in a stream: the one door for whoever imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from recommendations.uhri import day_order, values
from recommendations.uhri.build import Builder
from recommendations.uhri.day_order import KnownDays
from recommendations.uhri.labels import Labels
from recommendations.uhri.prepared import Found
from recommendations.uhri.records import Reason, Rejected, UhriRecord
from recommendations.uhri.shapes import Shape, shape_of
from recommendations.uhri.sources import JSON, Source

FIRST_ROWS = 20


class Reading:
    """One pass over a source for one State (`state` is an ISO3 code), or for all of them (None).

    After the pass, `read` says how many records stood in the source, `found` how many were of that State, and
    `is_full_export` whether this was the export that lists everything UHRI holds.
    """

    def __init__(
        self,
        source: Source,
        *,
        state: str | None,
        labels: Labels | None = None,
        known_states: Mapping[str, Collection[str]] | None = None,
        known_days: KnownDays | None = None,
        labels_beside: bool = False,
    ) -> None:
        self.source = source
        self.state = state
        self.labels = Labels() if labels is None else labels
        self.known_states = known_states or {}
        self.known_days = known_days
        self.labels_beside = labels_beside
        self.builder = Builder(source.language, self.labels, source.limits)
        self.read = self.found = 0
        self._other_shapes = False

    @property
    def is_full_export(self) -> bool:
        return self.source.kind == JSON and self.read > 0 and not self._other_shapes

    def records(self, start: int = 0) -> Iterator[UhriRecord | Rejected]:
        """Records and rejections in the source's order, those behind place `start`."""
        for one in self.found_rows(start):
            if isinstance(one, Rejected):
                yield one
            else:
                yield self.builder.build(one.place, one.annotation_id, one.row, one.content)

    def found_rows(self, start: int = 0) -> Iterator[Found | Rejected]:
        """The same before they are cleaned: known by their id, and of the State by their own words."""
        self.read = self.found = 0
        self._other_shapes = False
        seen: set[bytes] = set()
        if self._learn_labels():
            self.builder.day_first = day_order.order_of(self.source.values(), self.known_days)
        for place, row, content in self.source.rows():
            self.read += 1
            identity = self._identity(place, row, seen)
            if identity is None:
                continue
            self.found += 1
            if place <= start:
                continue
            yield identity if isinstance(identity, Rejected) else Found(place, identity, row, content)

    def _learn_labels(self) -> bool:
        """A first pass where the site's GUIDs need it: what symbols say in one record explains another.

        Files of labels in the source's own folder are taken too, where the caller allows it. Answers whether
        dates stand among the first rows whose order of day and month the whole source has to tell.
        """
        has_numeric_dates = False
        for index, (_place, row) in enumerate(self.source.values()):
            if isinstance(row, Mapping) and shape_of(row) is Shape.SITE:
                if self.labels_beside and not self.labels.files:
                    self.labels.load_beside(self.source.path)
                self.labels.learn(row)
            elif index >= FIRST_ROWS and not isinstance(row, Rejected):
                break
            elif any(values.numeric_date(value) for _name, value in day_order.dates_of(row)):
                has_numeric_dates = True
        return has_numeric_dates

    def _identity(self, place: int, row: Any, seen: set[bytes]) -> UUID | Rejected | None:
        """The record's id, why it has none that counts, or None where the record is another State's."""
        if isinstance(row, Rejected):
            return row if self._may_concern(row.source) else None
        if isinstance(row, Mapping) and shape_of(row) is not Shape.FULL_EXPORT:
            self._other_shapes = True
        identity = self.builder.identify(place, row)
        if isinstance(identity, Rejected):
            return identity if self._may_concern(row) else None
        doubled = identity.bytes in seen
        seen.add(identity.bytes)
        if not self._concerns(row, str(identity)):
            return None
        return Rejected(place, Reason.DOUBLED_ID, str(identity), row) if doubled else identity

    def _concerns(self, row: Mapping[str, Any], annotation_id: str) -> bool:
        if self.state is None:
            return True
        return self.state in self.builder.states_of(row) or self.state in self.known_states.get(
            annotation_id, ()
        )

    def _may_concern(self, row: Any) -> bool:
        """Of a record without an id: ours, or nobody can say whose."""
        if self.state is None or not isinstance(row, Mapping):
            return True
        states = self.builder.states_of(row)
        return not states or self.state in states
