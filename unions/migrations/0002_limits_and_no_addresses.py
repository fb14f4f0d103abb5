"""The table of the limiter, and no network address kept beside a session."""

from django.db import migrations

# Counters of the limiter, as Django's database cache wants them. They need not survive a crash of the server.
LIMITS = """
CREATE UNLOGGED TABLE unions_limits (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX unions_limits_expires ON unions_limits (expires);
"""

# The library that lists a person's sessions writes the visitor's network address beside each, and has no setting
# against it. Here it is emptied before it is stored.
NO_ADDRESSES = """
CREATE FUNCTION portal_forget_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.ip := '0.0.0.0';
    RETURN NEW;
END
$$;
CREATE TRIGGER portal_forget_address BEFORE INSERT OR UPDATE ON usersessions_usersession
    FOR EACH ROW EXECUTE FUNCTION portal_forget_address();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("unions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(LIMITS, "DROP TABLE unions_limits"),
        migrations.RunSQL(
            NO_ADDRESSES,
            "DROP TRIGGER portal_forget_address ON usersessions_usersession; DROP FUNCTION portal_forget_address();",
        ),
    ]
