"""Reminders: what is due (`sources`), to whom and when (`ladder`), put into digests and mailed."""
