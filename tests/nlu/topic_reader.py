"""An interpreter whose answers a test writes into the text itself."""

from nlu.interpreter import ParsedMessage, Ranked


class Certain:
    """Reads "jalan .9 sampah" as a ranking: jalan with confidence .9, then sampah."""

    def parse(self, text: str) -> ParsedMessage:
        best, confidence, *others = text.split()
        topics = (Ranked(best, float(confidence)), *(Ranked(each, 0.0) for each in others))
        sure = topics[0].confidence >= 0.8
        return ParsedMessage(text, topics[0], topics[:1], None, topics[0], topics, topic_is_sure=sure)


class Stubborn:
    """Takes everything for one topic."""

    def __init__(self, topic: str) -> None:
        self._topic = Ranked(topic, 0.6)

    def parse(self, text: str) -> ParsedMessage:
        topic = self._topic
        return ParsedMessage(text, topic, (topic,), None, topic, (topic,), topic_is_sure=False)
