"""Makes one assignment late and has the day's mails sent, on the database of a running house.

remind.py PUBLIC_ID     prints who gets the mail with its link, as JSON
"""

import json
import sys
from datetime import timedelta
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (the settings come first)
from django.utils import timezone  # noqa: E402

from focal_points.models import Assignment, Digest, ReminderWish  # noqa: E402
from focal_points.services.telling import people_of  # noqa: E402

assignment = Assignment.objects.get(public_id=sys.argv[1])
Assignment.objects.filter(pk=assignment.pk).update(due_on=timezone.localdate() - timedelta(days=3))
person = people_of([assignment.institution_id])[assignment.institution_id][0]
ReminderWish.objects.update_or_create(person=person, defaults={"frequency": "daily"})
Digest.objects.filter(person=person).delete()
call_command("send_digests", stdout=StringIO())
print(json.dumps(person.email))
