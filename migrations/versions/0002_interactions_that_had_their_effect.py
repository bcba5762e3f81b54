"""Interactions that had their effect, and an index on the messages that could not be delivered"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.domain.columns

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

DEAD = sa.text("state = 'dead'")


def upgrade() -> None:
    op.create_table('inbound',
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    with op.batch_alter_table('inbound', schema=None) as batch_op:
        batch_op.create_index('ix_inbound_at', ['at'], unique=False)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_dead', ['team_id', 'due_at'], unique=False, sqlite_where=DEAD, postgresql_where=DEAD)


def downgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_dead', sqlite_where=DEAD, postgresql_where=DEAD)

    with op.batch_alter_table('inbound', schema=None) as batch_op:
        batch_op.drop_index('ix_inbound_at')

    op.drop_table('inbound')
