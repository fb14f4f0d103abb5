"""Forms around an account."""

from django import forms
from django.http import HttpRequest

from unions.models import User


class SignUpDetails(forms.Form):
    """What sign-up asks beyond handle, address and password: nothing, the language is that of the page."""

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the language in which the person signed up."""
        user.ui_language = request.LANGUAGE_CODE
        user.save(update_fields=["ui_language"])
