"""Stories of registering an LMS and of changing our keys."""
