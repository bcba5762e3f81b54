"""Who is a guest, and which handoffs hold nothing of their prospect any more"""

import sqlalchemy as sa
from alembic import op

import app.domain.columns

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

KEPT = sa.text("forgotten_at IS NULL")


def upgrade() -> None:
    # A plain ADD COLUMN, which copies no table: the old version goes on writing beside the new one.
    op.add_column('person', sa.Column('is_guest', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('handoff', sa.Column('forgotten_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True))
    op.create_index('ix_handoff_kept', 'handoff', ['since'], unique=False, sqlite_where=KEPT, postgresql_where=KEPT)


def downgrade() -> None:
    op.drop_index('ix_handoff_kept', 'handoff', sqlite_where=KEPT, postgresql_where=KEPT)
    op.drop_column('handoff', 'forgotten_at')
    op.drop_column('person', 'is_guest')
