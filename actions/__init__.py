"""What the bot can do: one rasa-sdk Action per file, run in process or served by `python -m rasa_sdk`."""
