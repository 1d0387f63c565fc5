"""The store of the running installation: for services, as `db` is its database."""

from flask import current_app

from lms_plugin.core.media.store import MediaStore


def media_store() -> MediaStore:
    """Where this installation keeps its files. Nothing takes bytes out of it, so what was published stays."""
    store: MediaStore = current_app.extensions["media"]
    return store
