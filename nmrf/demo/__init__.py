"""The demonstration: an invented State, loaded through the real importer and services."""
