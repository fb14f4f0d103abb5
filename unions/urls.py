"""Addresses of the ground floor."""

from django.urls import URLPattern, URLResolver, path

from unions.views.styleguide import styleguide
from unions.views.unsubscriptions import unsubscribe

app_name = "unions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", styleguide, name="styleguide"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
