"""Grades: what they should be, where they go, and what the LMS has."""
