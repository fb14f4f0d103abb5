"""Two roles: the owner changes tables, the web role fills them and cannot change the trail."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg2 import sql

TRAIL = "unions_auditevent"
ACTORS = ("actor_id", "actor_recipient_id")  # emptied when a person goes; a trigger lets nothing else through
MIGRATIONS = "django_migrations"

# In turn; each may be repeated without harm. What the owner makes later is open to the web role at once.
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {web}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {web}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {web}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {web}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {web}",
    "REVOKE UPDATE ON {trail} FROM {web}",
    "GRANT UPDATE ({actors}) ON {trail} TO {web}",
    "REVOKE INSERT, UPDATE, DELETE ON {migrations} FROM {web}",
)


class SameRole(Exception):
    """Owner and web role are one: there is nobody to grant anything to."""


def is_apart() -> bool:
    """Say whether this process is the owner and the web role another."""
    return bool(settings.WEB_DATABASE["USER"] != connection.settings_dict["USER"])


@transaction.atomic
def grant() -> str:
    """Make the web role or renew its password, say what it may do, and return its name. Raises SameRole."""
    if not is_apart():
        raise SameRole
    name, password = settings.WEB_DATABASE["USER"], settings.WEB_DATABASE["PASSWORD"]
    names: dict[str, Any] = {
        "web": sql.Identifier(name),
        "trail": sql.Identifier(TRAIL),
        "actors": sql.SQL(", ").join(map(sql.Identifier, ACTORS)),
        "migrations": sql.Identifier(MIGRATIONS),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [name])
        verb = sql.SQL("ALTER" if cursor.rowcount else "CREATE")
        cursor.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD %s").format(verb, names["web"]), [password])
        for statement in GRANTS:
            cursor.execute(sql.SQL(statement).format(**names))
    return str(name)
