"""Where everything is put together, and the `tanggap` command; only here engines, clients and models are opened and closed."""
