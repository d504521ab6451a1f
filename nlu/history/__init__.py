"""A region's own complaint history as training rows, without private data."""
