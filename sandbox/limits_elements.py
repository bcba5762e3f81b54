"""The limits of Block Kit's elements and composition objects: the second half of the table in limits.py."""

from sandbox.limits_data import DATA_SHAPES, UNTYPED_DATA
from sandbox.rules import Rule, Shape, anything, boolean, choice, integer, many, one, plain, string, text, url

DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
LINK = r"(https?://|mailto:).+"
PLACEHOLDER = plain(150)
CONFIRM = one("confirm")
STYLE = choice("primary", "danger")


def _element(**fields: Rule) -> Shape:
    return Shape({"action_id": string(255, least=1), **fields})


def _input(**fields: Rule) -> Shape:
    return _element(placeholder=PLACEHOLDER, focus_on_load=boolean(), **fields)


def _menu(**fields: Rule) -> Shape:
    return _input(confirm=CONFIRM, **fields)


def _static(**fields: Rule) -> Shape:
    options = many(one("option"), most=100)
    groups = many(one("option_group"), most=100)
    menu = _menu(options=options, option_groups=groups, **fields)
    alternatives = ("options", "option_groups")
    return Shape(menu.fields, at_least_one=alternatives, at_most_one=alternatives)


_IDS = many(string(), least=0)
_FILTER = one("conversation_filter")
_MOST_SELECTED = integer(1)
_QUERY = integer(0)
_OPTION = one("option")
_OPTIONS = many(one("option"), most=100)
_ENTER = one("dispatch_action_config")

# Elements and composition objects.
ELEMENT_SHAPES: dict[str, Shape] = {
    "plain_text": Shape({"text": string(3000, required=True, least=1), "emoji": boolean()}),
    "mrkdwn": Shape({"text": string(3000, required=True, least=1), "verbatim": boolean()}),
    "button": _element(
        text=plain(75, required=True),
        value=string(2000),
        url=url(pattern=LINK),
        style=STYLE,
        confirm=CONFIRM,
        accessibility_label=string(75),
        agent_prompt=string(4000),
        agent_prompt_display=anything(),
        visible_to_user_ids=_IDS,
    ),
    "workflow_button": _element(
        text=plain(75, required=True),
        workflow=anything(required=True),
        style=STYLE,
        accessibility_label=string(75),
    ),
    "icon_button": _element(
        icon=string(required=True),
        text=plain(75, required=True),
        value=string(2000),
        confirm=CONFIRM,
        accessibility_label=string(75),
        visible_to_user_ids=many(string(), most=10, least=0),
    ),
    "feedback_buttons": _element(
        positive_button=one("feedback_button", required=True),
        negative_button=one("feedback_button", required=True),
    ),
    "overflow": _element(options=many(one("overflow_option"), most=5, required=True), confirm=CONFIRM),
    "image": Shape(
        {
            "image_url": url(),
            "slack_file": anything(),
            "alt_text": string(2000, required=True, least=1),
        },
        at_least_one=("image_url", "slack_file"),
        at_most_one=("image_url", "slack_file"),
    ),
    "checkboxes": _element(
        options=many(one("rich_option"), most=10, required=True),
        initial_options=many(one("rich_option"), most=10),
        confirm=CONFIRM,
        focus_on_load=boolean(),
    ),
    "radio_buttons": _element(
        options=many(one("rich_option"), most=10, required=True),
        initial_option=one("rich_option"),
        confirm=CONFIRM,
        focus_on_load=boolean(),
    ),
    "static_select": _static(initial_option=_OPTION),
    "multi_static_select": _static(initial_options=_OPTIONS, max_selected_items=_MOST_SELECTED),
    "external_select": _menu(initial_option=_OPTION, min_query_length=_QUERY),
    "multi_external_select": _menu(
        initial_options=_OPTIONS, min_query_length=_QUERY, max_selected_items=_MOST_SELECTED
    ),
    "users_select": _menu(initial_user=string()),
    "multi_users_select": _menu(initial_users=_IDS, max_selected_items=_MOST_SELECTED),
    "channels_select": _menu(initial_channel=string(), response_url_enabled=boolean()),
    "multi_channels_select": _menu(initial_channels=_IDS, max_selected_items=_MOST_SELECTED),
    "conversations_select": _menu(
        initial_conversation=string(),
        default_to_current_conversation=boolean(),
        response_url_enabled=boolean(),
        filter=_FILTER,
    ),
    "multi_conversations_select": _menu(
        initial_conversations=_IDS,
        default_to_current_conversation=boolean(),
        max_selected_items=_MOST_SELECTED,
        filter=_FILTER,
    ),
    "datepicker": _menu(initial_date=string(pattern=DATE)),
    "timepicker": _menu(initial_time=string(pattern=TIME), timezone=string()),
    "datetimepicker": _element(
        initial_date_time=integer(1_000_000_000, 9_999_999_999), confirm=CONFIRM, focus_on_load=boolean()
    ),
    "plain_text_input": _input(
        initial_value=string(),
        multiline=boolean(),
        min_length=integer(0, 3000),
        max_length=integer(1, 3000),
        dispatch_action_config=_ENTER,
    ),
    "email_text_input": _input(initial_value=string(), dispatch_action_config=_ENTER),
    "url_text_input": _input(initial_value=string(), dispatch_action_config=_ENTER),
    "number_input": _input(
        is_decimal_allowed=boolean(required=True),
        initial_value=string(),
        min_value=string(),
        max_value=string(),
        dispatch_action_config=_ENTER,
    ),
    "rich_text_input": _input(
        initial_value=anything(),
        min_lines=integer(1, 100),
        max_lines=integer(1, 100),
        dispatch_action_config=_ENTER,
    ),
    "file_input": _element(filetypes=_IDS, max_files=integer(1, 10)),
    "option": Shape(
        {"text": plain(75, required=True), "value": string(150, required=True), "description": plain(75)}
    ),
    "rich_option": Shape(
        {"text": text(75, required=True), "value": string(150, required=True), "description": text(75)}
    ),
    "overflow_option": Shape(
        {
            "text": plain(75, required=True),
            "value": string(150),
            "description": plain(75),
            "url": url(),
        }
    ),
    "option_group": Shape(
        {"label": plain(75, required=True), "options": many(one("option"), most=100, required=True)}
    ),
    "feedback_button": Shape(
        {
            "text": plain(75, required=True),
            "value": string(2000, required=True),
            "accessibility_label": string(75),
        }
    ),
    "confirm": Shape(
        {
            "title": plain(100, required=True),
            "text": text(300, required=True),
            "confirm": plain(30, required=True),
            "deny": plain(30, required=True),
            "style": STYLE,
        }
    ),
    "conversation_filter": Shape(
        {
            "include": many(choice("im", "mpim", "private", "public")),
            "exclude_external_shared_channels": boolean(),
            "exclude_bot_users": boolean(),
        }
    ),
    "dispatch_action_config": Shape(
        {"trigger_actions_on": many(choice("on_enter_pressed", "on_character_entered"), required=True)}
    ),
    **DATA_SHAPES,
}
# Composition objects are told by their place, not by a `type`.
UNTYPED = frozenset({"option", "rich_option", "overflow_option", "option_group"}) | frozenset(
    {"feedback_button", "confirm", "conversation_filter", "dispatch_action_config", *UNTYPED_DATA}
)
