"""Due work as rows: asked for by anybody, done by whichever worker comes first, under a lease."""
