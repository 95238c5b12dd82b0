"""The licensing side: schemes, registries, their imports, queries and public check."""
