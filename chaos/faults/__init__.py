"""What can go wrong, each fault a small class with a name; all chances are the town's seeded ones."""
