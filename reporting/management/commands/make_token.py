"""Makes a token with which an institution's own system speaks for one person of it."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from knox.models import AuthToken

from focal_points.models.institution import reach
from nmrf.base.models import User


class Command(BaseCommand):
    """`manage.py make_token EMAIL [--days 365] [--revoke]`; the token is shown this once."""

    help = "Make a token for a person of an institution, or revoke all of that person's."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, and for how long."""
        parser.add_argument("email")
        parser.add_argument("--days", type=int, default=365, help="how long it is good (365)")
        parser.add_argument("--revoke", action="store_true", help="take back every token of this person")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the token on the last line."""
        person = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody active has the address {options['email']}.")
        if options["revoke"]:
            number, _ = AuthToken.objects.filter(user=person).delete()
            self.stdout.write(f"revoked={number}")
            return
        if person.is_house or not reach(person):
            raise CommandError("Tokens are for people who speak for an institution today.")
        _, token = AuthToken.objects.create(user=person, expiry=timedelta(days=options["days"]))
        self.stdout.write(token)
