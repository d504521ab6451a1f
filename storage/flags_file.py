"""`data/lexicon/sensitif.yml`, of which routing needs the names only: the flags that make a matter secret."""

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tickets.errors import RoutingError


def read_flags(path: Path) -> set[str]:
    """Return the file's categories. Raises RoutingError naming the file."""
    try:
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError, UnicodeDecodeError):
        raise RoutingError(f"{path}:1: berkas hal peka tidak dapat dibaca sebagai YAML.") from None
    if not isinstance(document, dict) or not document:
        raise RoutingError(f"{path}:1: berkas harus berisi kategori hal peka dan tidak boleh kosong.")
    return {str(name) for name in document}
