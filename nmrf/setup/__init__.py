"""The set-up assistant of a fresh installation, and the page where administrators change the same later."""
