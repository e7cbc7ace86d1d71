"""An edge: usage reports asked of the vendors over HTTP, one file per vendor."""
