"""A person who signs in. Who speaks for which institution is said by terms, in `focal_points`."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nmrf.base import history


class UserManager(BaseUserManager["User"]):
    """Makes people; their e-mail address is their name for signing in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with this address; without a password nobody can sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of a new house."""
        return self.create_user(email, password, role=User.Role.ADMINISTRATOR, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses differ in nothing but case for nobody."""
        return self.get(email__iexact=username)


@history.tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """One person, whatever they do here."""

    class Role(models.TextChoices):
        """What somebody is to the house; an institution's people have none of these but a term."""

        NONE = "", _("person of an institution")
        STAKEHOLDER = "stakeholder", _("stakeholder")
        NHRI = "nhri", _("national human rights institution")
        SECRETARIAT = "secretariat", _("secretariat")
        ADMINISTRATOR = "administrator", _("administrator")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True, default=Role.NONE)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_secretariat(self) -> bool:
        """Imports, assigns, verifies, reports."""
        return self.is_active and self.role == self.Role.SECRETARIAT

    @property
    def is_administrator(self) -> bool:
        """Keeps people, institutions and settings."""
        return self.is_active and self.role == self.Role.ADMINISTRATOR

    @property
    def is_house(self) -> bool:
        """Secretariat or administrator: sees all work, whoever's it is."""
        return self.is_secretariat or self.is_administrator

    @property
    def is_staff(self) -> bool:
        """Django's word for who may open the administration pages."""
        return self.is_administrator

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions: administrators have all of them, nobody else any."""
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`."""
        return self.is_administrator
