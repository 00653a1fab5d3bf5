"""The house itself: settings, addresses, background work, health."""
