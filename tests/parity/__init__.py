"""The same dialogues on both engines: `make test-rasa`, or `python -m tests.parity --help`."""
