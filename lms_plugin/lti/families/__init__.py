"""What each LMS calls things, where its menus are, and the habits of its own that we answer to: one module each."""
