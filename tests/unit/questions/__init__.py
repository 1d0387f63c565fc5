"""Tests of lms_plugin.questions."""
