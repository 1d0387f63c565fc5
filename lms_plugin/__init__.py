"""A learning tool that hospitals plug into the LMS they already have, over LTI 1.3."""
