"""Reads of people."""

from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models


class UserQuerySet(models.QuerySet[Any]):
    """People; there is no list of them for anybody."""

    def active(self) -> "UserQuerySet":
        """Those who can sign in."""
        return self.filter(is_active=True, erased_at__isnull=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; handles and addresses are compared without case."""

    def get_by_natural_key(self, handle: str | None) -> Any:
        return self.get(handle__iexact=handle)

    def create_user(self, handle: str, *, email: str | None = None, password: str | None = None, **fields: Any) -> Any:
        """Make a person; without a password they sign in by passkey or a mailed link."""
        user = self.model(handle=handle, email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user
