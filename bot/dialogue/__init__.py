"""The dialogue: Rasa 3 domain and rules in, what to say next out."""
