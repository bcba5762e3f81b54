"""The SDR's outreach on hold: since when she has paused it"""

import sqlalchemy as sa
from alembic import op

import app.domain.columns

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('handoff', sa.Column('paused_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('handoff', 'paused_at')
