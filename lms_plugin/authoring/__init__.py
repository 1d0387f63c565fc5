"""What those who teach do with content: choose what goes into a course of their LMS."""
