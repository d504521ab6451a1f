"""Why did a model answer so? Words that spoke, nearest training lines."""
