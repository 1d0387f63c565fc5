"""What those who run a course write: the editor of a hospital's own courses, its imports, checks and versions."""
