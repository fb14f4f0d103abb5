"""Forms drawn with the portal's own parts: `FORM_RENDERER = "unions.forms.renderer.PortalForms"`."""

from django.forms.renderers import TemplatesSetting


class PortalForms(TemplatesSetting):
    """`{{ form }}` gives summary and fields, `{{ form.title.as_field_group }}` one field."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
