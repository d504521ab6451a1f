"""Where is it? Streets, areas, neighbourhood numbers and landmarks, matched within the region served."""
