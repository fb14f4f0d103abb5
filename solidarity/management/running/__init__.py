"""What keeps a portal running: who may do what in the database, backups, and what the doctor looks at."""
