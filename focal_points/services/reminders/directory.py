"""Who is reminded: people of today by institution and role, the secretariat, and what each of them wishes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from focal_points.models import Institution, ReminderWish, Term
from nmrf.base.models import User


@dataclass
class Directory:
    """Read once for everybody, in four queries."""

    people: dict[int, User] = field(default_factory=dict)
    secretariat: list[int] = field(default_factory=list)
    above: dict[int, int | None] = field(default_factory=dict)
    roles: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    @classmethod
    def read(cls, today: date) -> "Directory":
        """As it is on this day; nobody whose account is closed."""
        found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        terms = Term.objects.on(today).filter(person__is_active=True).select_related("person").order_by("pk")
        people = {}
        for term in terms:
            found[term.institution_id, term.role].append(term.person_id)
            people[term.person_id] = term.person
        house = list(User.objects.filter(role=User.Role.SECRETARIAT, is_active=True).order_by("pk"))
        people |= {person.pk: person for person in house}
        above = dict(Institution.objects.values_list("pk", "parent"))
        return cls(people, [person.pk for person in house], above, dict(found))

    def of(self, institution: int, roles: Collection[str]) -> list[int]:
        """Who holds one of these roles there; else at the nearest institution above that has somebody."""
        level: int | None = institution
        seen: set[int] = set()
        while level is not None and level not in seen:
            seen.add(level)
            if found := [person for role in roles for person in self.roles.get((level, role), [])]:
                return list(dict.fromkeys(found))
            level = self.above.get(level)
        return []

    def add(self, people: Collection[int]) -> None:
        """Those who are named by a source and are of no institution, in one query."""
        missing = set(people) - self.people.keys()
        if missing:
            self.people |= {user.pk: user for user in User.objects.filter(pk__in=missing, is_active=True)}

    def wishes(self) -> dict[int, ReminderWish]:
        """Person → what they wish, or what holds for whoever has said nothing."""
        said = {wish.person_id: wish for wish in ReminderWish.objects.filter(person__in=self.people)}
        return {pk: said.get(pk) or ReminderWish(person=person) for pk, person in self.people.items()}
