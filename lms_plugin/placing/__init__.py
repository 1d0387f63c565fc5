"""Choosing what goes into a course of an LMS: the picker, what a link opens, courses that were copied there."""
