"""What is taught: courses read from files, checked, published as immutable versions, and read back for learners."""
