"""The loop back: what figures count, who earned what, what somebody set for herself, and where drafts go"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.domain.columns

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

DISPUTES = sa.text("action IN ('dispute', 'uphold', 'overturn')")
FEEDBACK = sa.text("feedback_at IS NOT NULL")
RETURNS = sa.text("returns_at IS NOT NULL")
JUDGED = sa.text("judge_id <> ''")
RUNNING = sa.text("closed_at IS NULL")
REJECTED = sa.text("rejected_at IS NOT NULL")
EMPTY = sa.text("''")
REFUSED = "the ledger is never changed: write a new line"
SEALED_OFF = {
    'sqlite': [
        f"CREATE TRIGGER ledger_no_{what} BEFORE {what} ON ledger BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for what in ('update', 'delete')
    ],
    'postgresql': [
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$",
        "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger "
        "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
    ],
}


COUNTED = (
    *("created_at", "sdr_id", "ae_id", "accepted_by", "rejected_by", "touched_by", "segment", "source"),
    *("accepted_at", "accept_seconds", "accept_within", "rejected_at"),
    *("touched_at", "touch_seconds", "touch_within", "returned_at", "expired_at"),
    *("booked_at", "held_at", "no_show_at", "opportunity_at", "won_at", "lost_at", "recycled_at"),
    *("withdrawn_at", "rated_at", "round_trips", "reassigned", "quality", "amount"),
)
REVIEWED = ("created_at", "accepted_at", "rejected_at", "held_at", "opportunity_at")


def upgrade() -> None:
    op.add_column('handoff', sa.Column('feedback_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column('handoff', sa.Column('amount', sa.BigInteger(), nullable=True))
    op.add_column('handoff', sa.Column('returns_on', sa.Date(), nullable=True))
    op.add_column('handoff', sa.Column('returns_at', app.domain.columns.UtcDateTime(timezone=True), nullable=True))
    op.add_column('handoff', sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=40), server_default=EMPTY, nullable=False))
    op.create_index('ix_event_dispute', 'event', ['team_id', 'at', 'action'], unique=False, sqlite_where=DISPUTES, postgresql_where=DISPUTES)
    op.create_index('ix_handoff_judge', 'handoff', ['judge_id'], unique=False, sqlite_where=JUDGED, postgresql_where=JUDGED)
    op.create_index('ix_handoff_feedback', 'handoff', ['feedback_at'], unique=False, sqlite_where=FEEDBACK, postgresql_where=FEEDBACK)
    op.create_index('ix_handoff_returns', 'handoff', ['returns_at'], unique=False, sqlite_where=RETURNS, postgresql_where=RETURNS)

    op.create_index('ix_deadline_running', 'deadline', ['team_id', 'started_at'], unique=False, sqlite_where=RUNNING, postgresql_where=RUNNING)

    moment, seconds = app.domain.columns.UtcDateTime, app.domain.columns.WholeSeconds
    op.create_table('fact',
    sa.Column('handoff_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('created_at', seconds(), nullable=False),
    sa.Column('moved_at', seconds(), nullable=False),
    sa.Column('sdr_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('ae_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('segment', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('criteria', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('filled', sa.Integer(), nullable=False),
    sa.Column('accepted_at', seconds(), nullable=True),
    sa.Column('accepted_by', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('accept_seconds', sa.Integer(), nullable=True),
    sa.Column('accept_within', sa.Boolean(), nullable=True),
    sa.Column('rejected_at', seconds(), nullable=True),
    sa.Column('rejected_by', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('failed', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('touched_at', seconds(), nullable=True),
    sa.Column('touched_by', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('touch_seconds', sa.Integer(), nullable=True),
    sa.Column('touch_within', sa.Boolean(), nullable=True),
    sa.Column('returned_at', seconds(), nullable=True),
    sa.Column('expired_at', seconds(), nullable=True),
    sa.Column('booked_at', seconds(), nullable=True),
    sa.Column('held_at', seconds(), nullable=True),
    sa.Column('no_show_at', seconds(), nullable=True),
    sa.Column('opportunity_at', seconds(), nullable=True),
    sa.Column('won_at', seconds(), nullable=True),
    sa.Column('lost_at', seconds(), nullable=True),
    sa.Column('recycled_at', seconds(), nullable=True),
    sa.Column('ended', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('withdrawn_at', seconds(), nullable=True),
    sa.Column('rated_at', seconds(), nullable=True),
    sa.Column('round_trips', sa.Integer(), nullable=False),
    sa.Column('reassigned', sa.Integer(), nullable=False),
    sa.Column('quality', sa.Integer(), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['handoff_id'], ['handoff.id']),
    sa.PrimaryKeyConstraint('handoff_id')
    )
    op.create_index('ix_fact_created', 'fact', ['team_id', 'created_at'], unique=False)
    op.create_index('ix_fact_moved', 'fact', ['team_id', 'moved_at', *COUNTED], unique=False)
    op.create_index('ix_fact_review', 'fact', ['team_id', 'criteria', 'filled', *REVIEWED], unique=False)
    why = ['reason', 'failed', 'rejected_by', 'sdr_id', 'segment', 'source']
    op.create_index('ix_fact_rejected', 'fact', ['team_id', 'rejected_at', *why], unique=False, sqlite_where=REJECTED, postgresql_where=REJECTED)

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
    sa.UniqueConstraint('event_id', 'person_id')
    )
    for statement in SEALED_OFF[op.get_bind().dialect.name]:
        op.execute(statement)

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

    op.create_table('refusal',
    sa.Column('team_id', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('block', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('at', moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'block')
    )


def downgrade() -> None:
    for table in ('refusal', 'mailbox', 'preference', 'ledger', 'fact'):
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("DROP FUNCTION ledger_refuse()")
    op.drop_index('ix_event_dispute', table_name='event', sqlite_where=DISPUTES, postgresql_where=DISPUTES)
    op.drop_index('ix_handoff_judge', table_name='handoff', sqlite_where=JUDGED, postgresql_where=JUDGED)
    op.drop_index('ix_handoff_feedback', table_name='handoff', sqlite_where=FEEDBACK, postgresql_where=FEEDBACK)
    op.drop_index('ix_handoff_returns', table_name='handoff', sqlite_where=RETURNS, postgresql_where=RETURNS)
    op.drop_index('ix_deadline_running', table_name='deadline', sqlite_where=RUNNING, postgresql_where=RUNNING)
    for name in ('source', 'returns_at', 'returns_on', 'amount', 'feedback_at'):
        op.drop_column('handoff', name)
