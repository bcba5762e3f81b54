"""The loop back: what figures count, who earned what, what somebody set for herself, and where drafts go"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.domain.columns

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

FEEDBACK = sa.text("feedback_at IS NOT NULL")
EMPTY = sa.text("''")


def upgrade() -> None:
    op.add_column('handoff', sa.Column('feedback_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column('handoff', sa.Column('amount', sa.BigInteger(), nullable=True))
    op.add_column('handoff', sa.Column('returns_on', sa.Date(), nullable=True))
    op.add_column('handoff', sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=40), server_default=EMPTY, nullable=False))
    op.create_index('ix_handoff_feedback', 'handoff', ['feedback_at'], unique=False, sqlite_where=FEEDBACK, postgresql_where=FEEDBACK)

    moment = app.domain.columns.UtcDateTime
    op.create_table('fact',
    sa.Column('handoff_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('created_at', moment(timezone=True), nullable=False),
    sa.Column('sdr_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('ae_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('segment', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('criteria', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('filled', sa.Integer(), nullable=False),
    sa.Column('accepted_at', moment(timezone=True), nullable=True),
    sa.Column('accept_seconds', sa.Integer(), nullable=True),
    sa.Column('accept_within', sa.Boolean(), nullable=True),
    sa.Column('rejected_at', moment(timezone=True), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('failed', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('touched_at', moment(timezone=True), nullable=True),
    sa.Column('touch_seconds', sa.Integer(), nullable=True),
    sa.Column('touch_within', sa.Boolean(), nullable=True),
    sa.Column('booked_at', moment(timezone=True), nullable=True),
    sa.Column('held_at', moment(timezone=True), nullable=True),
    sa.Column('no_show_at', moment(timezone=True), nullable=True),
    sa.Column('opportunity_at', moment(timezone=True), nullable=True),
    sa.Column('won_at', moment(timezone=True), nullable=True),
    sa.Column('lost_at', moment(timezone=True), nullable=True),
    sa.Column('recycled_at', moment(timezone=True), nullable=True),
    sa.Column('withdrawn_at', moment(timezone=True), nullable=True),
    sa.Column('round_trips', sa.Integer(), nullable=False),
    sa.Column('reassigned', sa.Integer(), nullable=False),
    sa.Column('quality', sa.Integer(), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id']),
    sa.PrimaryKeyConstraint('handoff_id')
    )
    op.create_index('ix_fact_created', 'fact', ['team_id', 'created_at'], unique=False)

    op.create_table('ledger',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('handoff_id', sa.Integer(), nullable=False),
    sa.Column('at', moment(timezone=True), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('seal', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id']),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('team_id', 'line'),
    sa.UniqueConstraint('event_id')
    )

    op.create_table('preference',
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('booking', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('hours', sa.JSON(), nullable=True),
    sa.Column('muted', sa.JSON(), nullable=True),
    sa.Column('numbers', sa.Boolean(), nullable=False),
    sa.Column('thanked', sa.Boolean(), nullable=False),
    sa.Column('set_at', moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'person_id')
    )

    op.create_table('mailbox',
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(length=320), nullable=False),
    sa.Column('server', sqlmodel.sql.sqltypes.AutoString(length=260), nullable=False),
    sa.Column('secret', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('connected_at', moment(timezone=True), nullable=False),
    sa.Column('failed_at', moment(timezone=True), nullable=True),
    sa.Column('error', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'person_id')
    )


def downgrade() -> None:
    for table in ('mailbox', 'preference', 'ledger', 'fact'):
        op.drop_table(table)
    op.drop_index('ix_handoff_feedback', table_name='handoff', sqlite_where=FEEDBACK, postgresql_where=FEEDBACK)
    for name in ('source', 'returns_on', 'amount', 'feedback_at'):
        op.drop_column('handoff', name)
