"""The demo: everything on one machine, with a small hospital LMS to launch from."""
