"""The composition root and the `tanggap` command: alone opens and closes engines, clients and models."""
