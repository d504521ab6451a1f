"""Text in; topic, intent, entities, urgency and calibrated confidence out."""
