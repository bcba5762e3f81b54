"""Alembic's entry: migrates the connection that app.store.migrate hands over."""

from alembic import context
from sqlmodel import SQLModel

import app.domain.model  # (these four fill the metadata)
import app.domain.model_loop
import app.domain.model_mail
import app.domain.model_team  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
