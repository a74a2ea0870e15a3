"""The API, version 1: what the pages do, for programs. Its description is at `/api/v1/openapi.json`."""
