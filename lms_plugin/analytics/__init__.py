"""What those who teach see of a course: who is where, with which score. Reads only."""
