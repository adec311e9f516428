"""What the principal reads: when it is sent, to whom, up to which cut-off, the reasons given."""
