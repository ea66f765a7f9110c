"""What was done and from where, in words: the verb of a deed ("visit.submit"), its icon, its channel."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

CHANNELS = {
    "web": _("Web pages"),
    "api": _("Interface (API)"),
    "task": _("Background work"),
    "command": _("Command line"),
}
PENCIL = "pencil"
VERBS = {
    "accept": (_("Accepted"), "circle-check"),
    "accepted": (_("Accepted with reason"), "circle-check"),
    "active": (_("Active again"), "refresh"),
    "add": (_("Added"), "plus"),
    "adopt": (_("Restore declared"), "refresh"),
    "align": (_("Aligned to a territory"), "map-2"),
    "amend": (_("Amended"), "git-compare"),
    "answer": (_("Answered"), "message-2"),
    "apply": (_("Import applied"), "file-import"),
    "applied": (_("Import applied"), "file-import"),
    "ask": (_("Asked for"), PENCIL),
    "applying": (_("Being imported"), "file-import"),
    "approve": (_("Approved"), "circle-check"),
    "archive": (_("Archived"), "archive"),
    "archived": (_("Archived"), "archive"),
    "assign": (_("Handed on"), "arrow-right"),
    "begin": (_("Begun"), "plus"),
    "cancel": (_("Cancelled"), "x"),
    "cancelled": (_("Cancelled"), "x"),
    "check": (_("Checked"), "check"),
    "checked": (_("Checked"), "check"),
    "checking": (_("Being checked"), "check"),
    "choose_password": (_("Chose a password"), "lock"),
    "choose_settings": (_("Chose settings"), "settings"),
    "close": (_("Closed"), "x"),
    "closed": (_("Closed"), "x"),
    "confirm": (_("Confirmed"), "circle-check"),
    "confirmed": (_("Confirmed"), "circle-check"),
    "connect_sign_on": (_("Company sign-on connected"), "lock"),
    "create": (_("Created"), "plus"),
    "date_back": (_("Dated back"), "clock"),
    "deactivate": (_("Deactivated"), "x"),
    "destroy_keys": (_("Keys destroyed"), "key"),
    "decline": (_("Declined"), "x"),
    "challenge": (_("Challenged"), "flag"),
    "discard": (_("Discarded"), "x"),
    "draft": (_("Drafted"), PENCIL),
    "dispute": (_("Disputed"), "flag"),
    "drop": (_("Dropped"), "x"),
    "edit": (_("Edited"), PENCIL),
    "edit_plan": (_("Plan edited"), PENCIL),
    "end": (_("Ended"), "x"),
    "escalate": (_("Passed on, being overdue"), "clock-exclamation"),
    "failed": (_("Could not be read"), "x"),
    "false_positive": (_("Found to be a false positive"), "x"),
    "file": (_("Handed in"), PENCIL),
    "filed": (_("Filed"), "circle-check"),
    "finish": (_("Finished"), "circle-check"),
    "generate": (_("Generated"), "plus"),
    "give": (_("Agreed"), "shield-check"),
    "grant": (_("Granted"), "user-check"),
    "attach": (_("File added"), "plus"),
    "hand_over": (_("Handed over"), "heartbeat"),
    "install": (_("Put in place"), "settings"),
    "introduce": (_("Introduced"), "plus"),
    "identify": (_("Identity checked"), "user-check"),
    "investigate": (_("Investigated"), "eye"),
    "invite": (_("Invited"), "mail"),
    "join": (_("Joined"), "user-check"),
    "load": (_("Loaded"), "file-import"),
    "make": (_("Link made"), "link"),
    "make_primary": (_("Made the main one"), "check"),
    "dismiss": (_("Found to be two"), "arrows-split"),
    "find": (_("Found"), "search"),
    "merge": (_("Merged"), "arrows-join"),
    "unmerge": (_("Merge undone"), "arrows-split"),
    "miss": (_("Marked as missed"), "clock-exclamation"),
    "move": (_("Moved"), "arrow-right"),
    "note": (_("Noted"), PENCIL),
    "open": (_("Opened"), "plus"),
    "open_unplanned": (_("Opened without a plan"), "plus"),
    "paused": (_("Paused"), "clock"),
    "pass_on": (_("Passed on"), "arrow-right"),
    "place": (_("Put under a hold"), "lock"),
    "plan": (_("Planned"), "plus"),
    "put_off": (_("Put off"), "clock"),
    "progress": (_("Progress recorded"), "chart-bar"),
    "prepare": (_("Prepared"), "bulb"),
    "open_material": (_("Material opened"), "file-text"),
    "propose": (_("Proposed"), PENCIL),
    "publish": (_("Published"), "plus"),
    "put_in_force": (_("Put in force"), "circle-check"),
    "raise": (_("Raised"), "message-2"),
    "reactivate": (_("Reactivated"), "user-check"),
    "rebalance": (_("Rebalanced for time off"), "calendar-off"),
    "realign": (_("Aligned anew"), "map-2"),
    "receive": (_("Received"), "plus"),
    "refuse": (_("Refused"), "x"),
    "release": (_("Released"), "check"),
    "reopen": (_("Reopened"), "refresh"),
    "request": (_("Requested"), "plus"),
    "reschedule": (_("Rescheduled"), "calendar-event"),
    "reject": (_("Rejected"), "x"),
    "remove": (_("Taken off"), "x"),
    "renew_deadline": (_("Deadline counted anew"), "calendar-event"),
    "renew_promise": (_("Promise counted anew"), "calendar-event"),
    "resolve": (_("Resolved"), "circle-check"),
    "respond": (_("Answered"), "message-2"),
    "restrict": (_("Restricted"), "lock"),
    "review": (_("Reviewed"), "hourglass"),
    "return": (_("Returned"), "arrow-back-up"),
    "revoke": (_("Revoked"), "x"),
    "route": (_("Routed"), "arrow-right"),
    "save": (_("Saved"), PENCIL),
    "solve": (_("Solved"), "circle-check"),
    "settle": (_("Settled"), "circle-check"),
    "sign": (_("Signed"), "signature"),
    "erase": (_("Erased"), "eraser"),
    "fail": (_("Wrong secret"), "x"),
    "clear": (_("Cleared"), "refresh"),
    "send_password_link": (_("Password link sent"), "mail"),
    "set": (_("Set"), PENCIL),
    "add_target": (_("Customer added"), "plus"),
    "set_targets": (_("Numbers set"), PENCIL),
    "trim": (_("Cut to what there is time for"), PENCIL),
    "set_day": (_("Day changed"), "calendar-event"),
    "ship": (_("Came with the software"), "plus"),
    "skip": (_("Skipped"), "x"),
    "start": (_("Started"), "plus"),
    "switch_off": (_("Switched off"), "x"),
    "switch_on": (_("Switched on"), "check"),
    "stop": (_("Stopped"), "x"),
    "store": (_("Stored"), "plus"),
    "seal": (_("Sealed"), "lock"),
    "submit": (_("Submitted"), "lock"),
    "suppress": (_("Suppressed"), "clock"),
    "suspended": (_("Suspended"), "clock"),
    "take": (_("Taken on"), "user-check"),
    "try": (_("Tried out"), "adjustments-horizontal"),
    "turn": (_("Turned"), "refresh"),
    "triage": (_("Taken up"), "user-check"),
    "undo": (_("Undone"), "refresh"),
    "undoing": (_("Being undone"), "refresh"),
    "undone": (_("Undone"), "refresh"),
    "unlock": (_("Unlocked"), "lock"),
    "reset_second_step": (_("Second step taken off"), "lock"),
    "upload": (_("Uploaded"), "file-upload"),
    "withdraw": (_("Withdrawn"), "x"),
    "withdrawn": (_("Withdrawn"), "x"),
}


def words_of(action):
    verb = _verb(action)
    return VERBS[verb][0] if verb in VERBS else verb.replace("_", " ").capitalize()


def verbs_by_words():
    """{first verb: [verbs]} for which pages have the same words: who chooses one means them all."""
    by_words = {}
    with override("en"):
        for verb, (words, _icon) in VERBS.items():
            by_words.setdefault(str(words), []).append(verb)
    return {verbs[0]: verbs for verbs in by_words.values()}


def icon_of(action):
    return VERBS.get(_verb(action), ("", PENCIL))[1]


def channel_words(channel):
    return CHANNELS.get(channel, channel or "")


def _verb(action):
    return (action or "").rpartition(".")[2]
