"""Reading /metrics in tests: by name, or by name and the values of the labels in their order."""

from prometheus_client.parser import text_string_to_metric_families

Figures = dict[str | tuple[str, ...], float]


def read_figures(text: str) -> Figures:
    """Return every sample of an exposition."""
    found: Figures = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(sample.labels.values())
            found[(sample.name, *labels) if labels else sample.name] = sample.value
    return found
