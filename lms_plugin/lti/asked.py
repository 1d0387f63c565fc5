"""The custom parameters that our own links ask every platform for."""

from lms_plugin.lti import due_dates, histories

ASKED = {**histories.ASKED, **due_dates.ASKED}
