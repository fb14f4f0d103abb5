"""The trail is only ever added to: of an entry the actor may be emptied, and after six years it may go."""

from django.db import migrations

# Whoever erases an account leaves the act and takes their name off it. The length is `unions.retention.TRAIL`.
KEEP = """
CREATE FUNCTION portal_keep_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < clock_timestamp() - interval '2190 days' THEN
            RETURN OLD;
        END IF;
    ELSIF coalesce(NEW.actor_id, OLD.actor_id) IS NOT DISTINCT FROM OLD.actor_id
        AND coalesce(NEW.actor_recipient_id, OLD.actor_recipient_id) IS NOT DISTINCT FROM OLD.actor_recipient_id
        AND to_jsonb(NEW) - ARRAY['actor_id', 'actor_recipient_id']
            = to_jsonb(OLD) - ARRAY['actor_id', 'actor_recipient_id'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The trail is not changed.' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER portal_keep_trail BEFORE UPDATE OR DELETE ON unions_auditevent
    FOR EACH ROW EXECUTE FUNCTION portal_keep_trail();
"""


class Migration(migrations.Migration):
    dependencies = [("unions", "0002_limits_and_no_addresses")]

    operations = [
        migrations.RunSQL(
            KEEP,
            "DROP TRIGGER portal_keep_trail ON unions_auditevent; DROP FUNCTION portal_keep_trail();",
        ),
    ]
