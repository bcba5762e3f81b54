"""Every id that Slack sends back to us. Old messages keep their buttons, so none of these ever changes."""

COMMAND = "/handoff"
SHORTCUT = "handoff.start"
SHORTCUT_MESSAGE = "handoff.start_from_message"

FORM = "handoff.form"
REJECT = "handoff.reject"
ASK = "handoff.ask"
ANSWER = "handoff.answer"
REASSIGN = "handoff.reassign"
RECYCLE = "handoff.recycle"
LOSE = "handoff.lose"
RATE = "handoff.rate"
INTRO_EDIT = "intro.edit"

ACT = "handoff.act."  # + the action's name: every button that moves a handoff
SHOW = "handoff.show"
START = "handoff.open_form"
MEETING_AT = "handoff.meeting_at"
INTRO_OPEN = "intro.open."  # + gmail, outlook, mail: link buttons, which send a click all the same
INTRO_SENT = "intro.sent"
INTRO_CHANGE = "intro.change"
