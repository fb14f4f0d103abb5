"""Who is written to."""

from django.db import models


class Person(models.Model):
    """An address, and a name for the greeting."""

    address = models.EmailField()
    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.address
