"""Every id that Slack sends back to us. Old messages keep their buttons, so none of these ever changes."""

COMMAND = "/handoff"
SHORTCUT = "handoff.start"
SHORTCUT_MESSAGE = "handoff.start_from_message"

FORM = "handoff.form"  # of one step, as it was until 0.4: it may still stand open
FORM_WHO = "handoff.form.who"
FORM_TOLD = "handoff.form.told"
FORM_CRITERIA = "handoff.form.criteria"
FORM_NOT_READY = "handoff.form.not_ready"
FORM_DUPLICATE = "handoff.form.duplicate"
FORM_DRAFTS = "handoff.form.drafts"
ACCEPT = "handoff.accept"
REJECT = "handoff.reject"
ASK = "handoff.ask"
ANSWER = "handoff.answer"
REASSIGN = "handoff.reassign"
EXTEND = "handoff.extend"
SNOOZE = "handoff.snooze"
RECYCLE = "handoff.recycle"
LOSE = "handoff.lose"
RATE = "handoff.rate"
INTRO_EDIT = "intro.edit"
OOO_PLAN = "ooo.plan"

ACT = "handoff.act."  # + the action's name: every button that moves a handoff
SHOW = "handoff.show"
START = "handoff.open_form"
TYPED = "handoff.typed."  # + the field's name: whatever somebody types into the form
BACK = "handoff.back"
DRAFT_GO_ON = "handoff.draft.go_on"
DRAFT_DISCARD = "handoff.draft.discard"
MEETING_AT = "handoff.meeting_at"
OOO_OPEN = "ooo.open"
OOO_CANCEL = "ooo.cancel"
INTRO_OPEN = "intro.open."  # + gmail, outlook, mail: link buttons, which send a click all the same
INTRO_SENT = "intro.sent"
INTRO_CHANGE = "intro.change"
