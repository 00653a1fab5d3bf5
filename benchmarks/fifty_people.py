"""Run on a filled database: focal points with one accepted assignment each. Prints who and where as JSON."""

import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402  settings come first

from focal_points.models import Assignment, Institution, Term  # noqa: E402
from focal_points.services import answers, assigning  # noqa: E402
from nmrf.base.models import User  # noqa: E402
from nmrf.demo.loading import world  # noqa: E402
from recommendations.models import Recommendation  # noqa: E402

PASSWORD = sys.argv[2]
today = timezone.localdate()
institutions = list(Institution.objects.current().order_by("pk"))
free = Recommendation.objects.counted().filter(assignments=None).order_by("pk")[: int(sys.argv[1])]
told = []
for number, recommendation in enumerate(free):
    institution = institutions[number % len(institutions)]
    person = User.objects.create_user(f"focal-{number}@bench.example", PASSWORD, name=f"Focal {number}")
    Term.objects.create(person=person, institution=institution, role=Term.Role.FOCAL_POINT, starts_on=today)
    assignment = assigning.assign(
        institution=institution,
        role=Assignment.Role.LEAD,
        recommendation=recommendation,
        by=world.secretariat(),
    )
    answers.accept(assignment=assignment, version=assignment.version, by=person)
    told.append({"email": person.email, "address": assignment.get_absolute_url()})
print(json.dumps(told))
