"""Steps that several stories share: what a handler, a job and the command line all do the same way."""
