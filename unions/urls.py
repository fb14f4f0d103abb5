"""Addresses of the ground floor."""

from django.urls import URLPattern, URLResolver, path

from unions.views.styleguide import styleguide

app_name = "unions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", styleguide, name="styleguide"),
]
