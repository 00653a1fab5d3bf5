"""UHRI from bytes to records: reading what UHRI gives out, in every shape, without touching the database."""
