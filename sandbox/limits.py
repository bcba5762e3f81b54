"""Every limit of Block Kit and of messages and views, in one table. validate.py walks it."""

from sandbox.limits_data import CHART, TABLE
from sandbox.rules import Rule, Shape, anything, boolean, choice, integer, many, one, plain, string, text, url

MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000
MARKDOWN_TEXT = 12_000
# Slack documents no number; refusals were seen from 13 200 characters.
MESSAGE_BLOCKS_TEXT = 13_200
ATTACHMENTS = 100
VIEW_BYTES = 250_000
BLOCKS = {"message": 50, "modal": 100, "home": 100}
TABLES_PER_MESSAGE = 1

EVERYWHERE = frozenset({"actions", "card", "context", "divider", "header", "image", "input"}) | frozenset(
    {"rich_text", "section", "video"}
)
HOME = EVERYWHERE | {"carousel", "container", "data_table", "data_visualization", "table"}
MESSAGE = HOME | {"call", "context_actions", "file", "markdown", "plan", "task_card"}
SURFACES = {"message": MESSAGE, "modal": EVERYWHERE | {"alert"}, "home": HOME}

SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_SELECTS = tuple(f"multi_{name}" for name in SELECTS)
PICKERS = ("datepicker", "timepicker", "checkboxes", "radio_buttons")
TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")

ACCESSORIES = ("button", "image", "overflow", "workflow_button", *PICKERS, *SELECTS, *MULTI_SELECTS)
ACTIONS = (
    *("button", "overflow", "workflow_button", "datetimepicker", "rich_text_input"),
    *PICKERS,
    *SELECTS,
    *MULTI_SELECTS,
)
INPUTS = (*TYPED, "file_input", "datetimepicker", *PICKERS, *SELECTS, *MULTI_SELECTS)

# Blocks. block_id is allowed in all of them.
BLOCK_SHAPES: dict[str, Shape] = {
    "section": Shape(
        {
            "text": text(3000),
            "fields": many(text(2000), most=10),
            "accessory": one(*ACCESSORIES),
            "expand": boolean(),
        },
        at_least_one=("text", "fields"),
    ),
    "header": Shape({"text": plain(150, required=True), "level": integer(1, 4)}),
    "divider": Shape(),
    "context": Shape({"elements": many(one("image", "mrkdwn", "plain_text"), most=10, required=True)}),
    "actions": Shape({"elements": many(one(*ACTIONS), most=25, required=True)}),
    "context_actions": Shape(
        {"elements": many(one("feedback_buttons", "icon_button"), most=5, required=True)}
    ),
    "image": Shape(
        {
            "image_url": url(),
            "slack_file": anything(),
            "alt_text": string(2000, required=True, least=1),
            "title": plain(2000),
        },
        at_least_one=("image_url", "slack_file"),
        at_most_one=("image_url", "slack_file"),
    ),
    "input": Shape(
        {
            "label": plain(2000, required=True),
            "element": one(*INPUTS, required=True),
            "hint": plain(2000),
            "optional": boolean(),
            "dispatch_action": boolean(),
        }
    ),
    "markdown": Shape({"text": string(MARKDOWN_TEXT, required=True, least=1)}),
    "rich_text": Shape({"elements": many(anything(), least=0, required=True)}),
    "file": Shape({"external_id": string(required=True), "source": choice("remote", required=True)}),
    "call": Shape(open=True),
    "video": Shape(
        {
            "title": plain(199, required=True),
            "author_name": string(49),
            "alt_text": string(required=True),
            "video_url": url(required=True, pattern="https://.+"),
            "thumbnail_url": url(required=True),
        },
        open=True,
    ),
    "table": Shape(TABLE),
    "data_table": Shape({"rows": many(anything(), most=201, least=2, required=True)}, open=True),
    "data_visualization": Shape(CHART),
    "alert": Shape(
        {"text": text(200, required=True), "level": choice("default", "info", "warning", "error", "success")}
    ),
    "card": Shape(
        {
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "subtext": text(200),
            "actions": many(one("button", "overflow", "icon_button"), most=3),
            "hero_image": anything(),
            "icon": anything(),
            "slack_icon": anything(),
        },
        at_least_one=("hero_image", "title", "actions", "body"),
    ),
    "carousel": Shape({"elements": many(one("card"), most=10, required=True)}),
    "container": Shape(
        {
            "title": text(150),
            "subtitle": text(150),
            "child_blocks": many(anything(), most=10, required=True),
            "width": choice("narrow", "standard", "wide", "full"),
        },
        open=True,
    ),
    "plan": Shape({"title": string(), "tasks": many(one("task_card"), most=50, least=0)}, open=True),
    "task_card": Shape(
        {
            "task_id": string(required=True),
            "title": string(required=True),
            "status": choice("pending", "in_progress", "complete", "error"),
        },
        open=True,
    ),
}

_VIEW: dict[str, Rule] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
VIEW_SHAPES: dict[str, Shape] = {
    "modal": Shape(
        {
            "title": plain(24, required=True),
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean(),
            "notify_on_close": boolean(),
            **_VIEW,
        }
    ),
    "home": Shape(_VIEW),
}
