"""Letters: what an introduction was written from, the times it proposes, and the change that is asked for"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('intro', sa.Column('template', sqlmodel.sql.sqltypes.AutoString(length=40), server_default=sa.text("''"), nullable=False))
    op.add_column('intro', sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), server_default=sa.text("''"), nullable=False))
    op.add_column('intro', sa.Column('proposed', sa.JSON(), nullable=True))
    op.add_column('intro', sa.Column('caution', sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))
    op.add_column('intro', sa.Column('wish', sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    for name in ('wish', 'caution', 'proposed', 'language', 'template'):
        op.drop_column('intro', name)
