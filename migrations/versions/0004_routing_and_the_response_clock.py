"""Routing, qualification and the response clock: who is away, who was chosen and why, drafts, policies"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.domain.columns

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('starts_at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(length=150), nullable=False),
    sa.Column('made_at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('seen_to_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_absence_person', 'absence', ['team_id', 'person_id', 'ends_at'], unique=False)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('sdr_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('step', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('entered_at', sa.Float(), nullable=False),
    sa.Column('saved_at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_draft_expires', 'draft', ['expires_at'], unique=False)
    op.create_index('ix_draft_sdr', 'draft', ['team_id', 'sdr_id'], unique=False)

    op.create_table('policy',
    sa.Column('version', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('seen_at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('version')
    )
    op.create_table('rotation',
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('pool', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('ae_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('passed', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'pool', 'ae_id')
    )
    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('handoff_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('pool', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('strategy', sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
    sa.Column('ae_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('counted', sa.Boolean(), nullable=False),
    sa.Column('at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decision', sa.JSON(), nullable=False),
    sa.Column('credited_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_assignment_ae', 'assignment', ['team_id', 'ae_id', 'at'], unique=False)
    op.create_index('ix_assignment_at', 'assignment', ['team_id', 'at'], unique=False)
    op.create_index('ix_assignment_handoff', 'assignment', ['handoff_id', 'id'], unique=False)

    op.create_table('likeness',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('handoff_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('value', sqlmodel.sql.sqltypes.AutoString(length=320), nullable=False),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_likeness_handoff', 'likeness', ['handoff_id'], unique=False)
    op.create_index('ix_likeness_value', 'likeness', ['team_id', 'kind', 'value'], unique=False)

    op.create_table('reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('handoff_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
    sa.Column('at', app.domain.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('held', sa.Boolean(), nullable=False),
    sa.Column('listed_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_reminder_person', 'reminder', ['team_id', 'person_id', 'at'], unique=False)

    op.add_column('handoff', sa.Column('segment', sqlmodel.sql.sqltypes.AutoString(length=40), server_default=sa.text("''"), nullable=False))
    op.add_column('handoff', sa.Column('priority', sqlmodel.sql.sqltypes.AutoString(length=16), server_default='standard', nullable=False))
    op.add_column('handoff', sa.Column('pool', sqlmodel.sql.sqltypes.AutoString(length=40), server_default=sa.text("''"), nullable=False))
    op.add_column('handoff', sa.Column('offered', sa.JSON(), nullable=True))
    op.add_column('handoff', sa.Column('falls_to', sqlmodel.sql.sqltypes.AutoString(length=32), server_default=sa.text("''"), nullable=False))
    op.add_column('handoff', sa.Column('reassigned', sa.Integer(), server_default='0', nullable=False))
    op.add_column('handoff', sa.Column('next_step', sqlmodel.sql.sqltypes.AutoString(), server_default=sa.text("''"), nullable=False))
    op.add_column('handoff', sa.Column('next_step_on', sa.Date(), nullable=True))
    op.add_column('handoff', sa.Column('dispute', sqlmodel.sql.sqltypes.AutoString(length=16), server_default=sa.text("''"), nullable=False))

    op.add_column('handoff', sa.Column('stops_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column('handoff', sa.Column('extended', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('handoff', sa.Column('deputies', sa.JSON(), nullable=True))
    op.add_column('deadline', sa.Column('wakes_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column('deadline', sa.Column('also_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True))

    op.add_column('person', sa.Column('status_text', sqlmodel.sql.sqltypes.AutoString(length=200), server_default=sa.text("''"), nullable=False))
    op.add_column('person', sa.Column('status_emoji', sqlmodel.sql.sqltypes.AutoString(length=100), server_default=sa.text("''"), nullable=False))
    op.add_column('person', sa.Column('status_until', app.domain.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column('person', sa.Column('dnd_until', app.domain.columns.UtcDateTime(timezone=True), nullable=True))



def downgrade() -> None:
    op.drop_column('person', 'dnd_until')
    op.drop_column('person', 'status_until')
    op.drop_column('person', 'status_emoji')
    op.drop_column('person', 'status_text')

    op.drop_column('deadline', 'also_at')
    op.drop_column('deadline', 'wakes_at')
    op.drop_column('handoff', 'deputies')
    op.drop_column('handoff', 'extended')
    op.drop_column('handoff', 'stops_at')
    op.drop_column('handoff', 'dispute')
    op.drop_column('handoff', 'next_step_on')
    op.drop_column('handoff', 'next_step')
    op.drop_column('handoff', 'reassigned')
    op.drop_column('handoff', 'falls_to')
    op.drop_column('handoff', 'offered')
    op.drop_column('handoff', 'pool')
    op.drop_column('handoff', 'priority')
    op.drop_column('handoff', 'segment')

    op.drop_index('ix_reminder_person', 'reminder')

    op.drop_table('reminder')
    op.drop_index('ix_likeness_value', 'likeness')
    op.drop_index('ix_likeness_handoff', 'likeness')

    op.drop_table('likeness')
    op.drop_index('ix_assignment_handoff', 'assignment')
    op.drop_index('ix_assignment_at', 'assignment')
    op.drop_index('ix_assignment_ae', 'assignment')

    op.drop_table('assignment')
    op.drop_table('rotation')
    op.drop_table('policy')
    op.drop_index('ix_draft_sdr', 'draft')
    op.drop_index('ix_draft_expires', 'draft')

    op.drop_table('draft')
    op.drop_index('ix_absence_person', 'absence')

    op.drop_table('absence')
