"""A make-believe hospital LMS: an honest, strict LTI 1.3 platform for trying the tool and for testing it."""
