"""The citizens' side: from a channel through journal and dialogue back to the channel."""
