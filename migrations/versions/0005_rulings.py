"""Rulings: the manager who is asked about a dispute, or about a package that is not ready"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('handoff', sa.Column('judge_id', sqlmodel.sql.sqltypes.AutoString(length=32), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column('handoff', 'judge_id')
