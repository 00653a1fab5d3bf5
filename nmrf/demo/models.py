"""How far the filling of the demonstration is, so that it goes on where it was stopped."""

from django.db import models


class Step(models.Model):
    """One step of filling: how many of its items are done. An item and this count are written together."""

    name = models.SlugField(max_length=40, primary_key=True)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
