"""How good is a model? Labelled files, exams, comparisons, rough spelling."""
