"""What is wrong with the training data as a whole? Counts, lengths, repeats, leaks."""
