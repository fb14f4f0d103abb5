"""Countries and languages as lists to choose from; they live on the ground floor."""

from unions.forms.closed_lists import Choices, country_choices, language_choices

__all__ = ["Choices", "country_choices", "language_choices"]
