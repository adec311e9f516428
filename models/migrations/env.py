"""Runs the migrations on the connection that the program hands over."""

from __future__ import annotations

from alembic import context

import models.tables
from models.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
assert models.tables.ALL
with context.begin_transaction():
    context.run_migrations()
