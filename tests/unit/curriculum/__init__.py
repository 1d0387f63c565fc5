"""Tests of lms_plugin.curriculum."""
