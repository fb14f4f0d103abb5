"""All names of an organisation in one searchable text, kept by the database itself."""

from django.db import migrations

# Names as they are searched: folded as all texts are; letters that Arabic, Persian and Urdu write two ways made one; no
# punctuation; a space before every word, so that " ig" finds where a word begins. Scripts that put no spaces between
# words get one around every letter: then the index, which knows words alone, finds any part of a name in them.
FOLD_NAMES = r"""
CREATE FUNCTION portal_fold_names(VARIADIC parts text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || btrim(regexp_replace(
        regexp_replace(
            translate(public.portal_fold(VARIADIC parts), 'ةىیک', 'هييك'),
            '([\u0e01-\u0e2e\u0e81-\u0eae\u1000-\u102a\u1780-\u17b3\u3040-\u30fa\u3400-\u4dbf\u4e00-\u9fff])',
            ' \1 ', 'g'
        ),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u060c\u061b\u061f\u2000-\u206f\u3000-\u303f\u30fb]+',
        ' ', 'g'
    ))
$$
"""

# An acronym is found with and without its dots: C.G.T., CGT.
KEEP_SEARCH_TEXT = r"""
CREATE FUNCTION portal_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_text := public.portal_fold_names(
        NEW.name, NEW.acronym, translate(NEW.acronym, '.-/ ', ''),
        (SELECT string_agg(other.name, ' / ' ORDER BY other.id)
         FROM public.unions_organisationname AS other WHERE other.organisation_id = NEW.id)
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER portal_search_text BEFORE INSERT OR UPDATE OF name, acronym, search_text ON unions_organisation
    FOR EACH ROW EXECUTE FUNCTION portal_search_text();

CREATE FUNCTION portal_search_text_of_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.unions_organisation SET search_text = '' WHERE id IN (OLD.organisation_id, NEW.organisation_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER portal_search_text_of_names AFTER INSERT OR UPDATE OR DELETE ON unions_organisationname
    FOR EACH ROW EXECUTE FUNCTION portal_search_text_of_names();

UPDATE unions_organisation SET search_text = '';
"""

FORGET_SEARCH_TEXT = """
DROP TRIGGER portal_search_text_of_names ON unions_organisationname;
DROP FUNCTION portal_search_text_of_names();
DROP TRIGGER portal_search_text ON unions_organisation;
DROP FUNCTION portal_search_text();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("unions", "0005_directory_columns"),
    ]

    operations = [
        migrations.RunSQL(FOLD_NAMES, "DROP FUNCTION portal_fold_names(text[])"),
        migrations.RunSQL(KEEP_SEARCH_TEXT, FORGET_SEARCH_TEXT),
    ]
