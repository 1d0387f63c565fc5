"""The demo hospital LMS, over real HTTP."""
