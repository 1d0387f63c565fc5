"""Every file in `courses/`."""
