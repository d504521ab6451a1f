"""Faults on purpose, and the books after them: nothing lost, nothing done twice, order kept."""
