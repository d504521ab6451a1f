"""The bot's abilities, a rasa-sdk Action in each file, run in process or served by `python -m rasa_sdk`."""
