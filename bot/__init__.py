"""The machine: it knows how, and names no feature in this folder's own files."""
