"""The house put together, and the `tanggap` command; engines, clients and models are opened and closed here."""
