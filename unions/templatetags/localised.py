"""The words, numbers and moments of `unions.localised` as filters for templates."""

from django import template

from unions.localised import (
    country_name,
    date_in_words,
    date_in_zone,
    direction,
    endonym,
    isolated,
    language_name,
    machine_time,
    money,
    number,
    percent,
    relative_time,
    with_colon,
)

register = template.Library()

for written in (
    country_name,
    language_name,
    endonym,
    direction,
    number,
    money,
    percent,
    date_in_words,
    date_in_zone,
    relative_time,
    machine_time,
    isolated,
    with_colon,
):
    register.filter(written.__name__, written)
