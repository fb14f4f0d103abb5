"""All addresses of the portal."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

solidarity_patterns: list[URLPattern | URLResolver] = []

urlpatterns = i18n_patterns(
    path("account/", include("allauth.urls")),
    path("", include("unions.urls")),
    path("", include((solidarity_patterns, "solidarity"))),
)
