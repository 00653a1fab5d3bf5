"""Talk: what is said (`talking`), who may be named (`naming`), and the secretariat's own notes (`notes`)."""
