"""THE FRONT DOOR: login, launch, launch sessions, entering and leaving."""
