"""The registry of all kinds of notes.

    2026-03-25 note Assets:Clients:Boulangerie-Martin "Promet un virement" ^F2026-014
      relance: "promise"
      until: 2026-03-27

All code that reads, writes, displays or documents notes uses this registry: the history,
dunning, ``relance record`` and its help, the form and buttons of the page, the calendar and
the reference. A kind without special behaviour only needs a :class:`NoteKind` in
:data:`NOTE_KINDS`. Kinds with special behaviour have a constant, such as :data:`PROMISE`,
so no other module refers to them by name.

A note can also record a dunning stage; see :mod:`beancount_relance.policy.procedures`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from beancount_relance.history.mail_kinds import AUTO_REPLY, BOUNCED, REPLIED, UNDELIVERABLE
from beancount_relance.history.note_keys import LETTER_KEYS
from beancount_relance.history.note_kind import NoteKind, Offered, Wait
from beancount_relance.history.platform_kinds import APPROVED, PAYMENT_SENT, REFUSED
from beancount_relance.language.messages import msg, nmsg
from beancount_relance.values.vocabulary import CHOICE, by_french, english

BEFORE_THE_COURT = Wait(
    "court", msg("before the court"), weight=70, patience=None, proceedings=True
)
"""The reason why an item waits after any step in court."""

PROMISE = NoteKind(
    name="promise",
    french="promesse",
    label=msg("promise to pay"),
    meaning="a promise to pay; the payments that follow tell whether it was kept",
    takes={"until": msg("Will pay by"), "amount": msg("Amount (empty = all)")},
    needs="until",
    first_field="until",
    wording={
        ("until", "amount"): msg("promises {amount} by {until}"),
        ("until",): msg("promises to pay by {until}"),
    },
    button=msg("Promise"),
    offered=Offered.ALWAYS,
    not_while=("insolvency",),  # older debts may no longer be paid
    waits=Wait("promise", msg("promise pending"), weight=10),
    about_overdue=True,
    about_due_parts=True,
    of_a_part=True,
    promises_payment=True,
)
PLAN = NoteKind(
    name="plan",
    french="échéancier",
    label=msg("payment plan"),
    meaning="instalments were agreed; they add up to what was open that day, or to the amount",
    takes={"plan": msg("Instalments"), "amount": msg("Agreed total (empty = all)")},
    needs="plan",
    first_field="plan",
    wording={(): nmsg("plan of {count} payment", "plan of {count} payments", 0)},
    button=msg("Plan"),
    offered=Offered.ALWAYS,
    not_while=("insolvency",),
    waits=Wait("plan", msg("payment plan on track"), weight=20),
    about_overdue=True,
    about_due_parts=True,
    promises_payment=True,
)
EXTENSION = NoteKind(
    name="extension",
    french="délai",
    label=msg("later due date agreed"),
    meaning="a later due date was agreed: the invoice is late, and interest runs, only after it",
    takes={"until": msg("New due date")},
    needs="until",
    first_field="until",
    wording={("until",): msg("due date moved to {until}")},
    button=msg("Later due date"),
    not_while=("insolvency", BEFORE_THE_COURT.why),
    about_overdue=True,
)
DISPUTE = NoteKind(
    name="dispute",
    french="litige",
    label=msg("dispute"),
    meaning="all of the invoice is disputed; with an amount, only that, and the rest is chased",
    takes={"until": msg("Until (optional)"), "amount": msg("Disputed amount (empty = all)")},
    first_field="text",
    wording={("amount",): msg("disputes {amount}")},
    button=msg("Dispute"),
    offered=Offered.ALWAYS,
    waits=Wait("dispute", msg("disputed"), weight=40, end=msg("end of the dispute")),
    of_a_part=True,
)
RESUME = NoteKind(
    name="resume",
    french="reprise",
    label=msg("resumed"),
    meaning="ends whatever held the invoice back",
    text_label=msg("Reason"),
    first_field="text",
    button=msg("Resume"),
    internal=True,
    offered=Offered.IF_HELD,
)
STILL_OWED = NoteKind(
    name="still-owed",
    french="toujours-due",
    label=msg("still owed"),
    meaning="answers a question: the money is for something else, a deduction or a mark is wrong; "
    "what else holds the invoice back goes on",
    text_label=msg("Reason"),
    first_field="text",
    button=msg("Still owed"),
    internal=True,
    offered=Offered.IF_ASKED,
)
ACKNOWLEDGED = NoteKind(
    name="acknowledged",
    french="reconnaissance",
    label=msg("debt acknowledged"),
    meaning="the customer acknowledged the debt",
    about_overdue=True,
)
RECEIVED = NoteKind(
    name="received",
    french="réception",
    label=msg("formal notice received"),
    meaning="the formal notice reached the customer",
    takes=LETTER_KEYS,
    date_label=msg("Received on"),
    first_field="date",
    button=msg("Notice received"),
    offered=Offered.IF_SENT,
    by_program=True,
)
WAIVER = NoteKind(
    name="waiver",
    french="renonciation",
    label=msg("late interest and fee waived"),
    meaning="late interest and fee are waived; with a last day, only if it is paid by then",
    takes={"until": msg("If paid by (optional)")},
    wording={("until",): msg("late interest and fee waived if paid by {until}")},
    button=msg("Waive interest and fee"),
    offered=Offered.IF_CLAIMED,
    about_overdue=True,
    about_settled=True,  # interest on an invoice paid late can be waived, too
)
EXERCISED = NoteKind(
    name="exercised",
    french="droit-exercé",
    label=msg("right exercised"),
    meaning="a security or right was used, such as a credit insurance",
    takes={"right": msg("Right")},
    needs="right",
    first_field="right",
    besides=True,
    offered=Offered.IF_SECURED,
)
HANDOVER = NoteKind(
    name="handover",
    french="transmission",
    label=msg("handed over"),
    meaning="given to a lawyer, a bailiff or a collection agency: no reminders",
    takes={"agent": msg("To whom (lawyer, bailiff, agency)")},
    first_field="agent",
    about_due_parts=True,
    not_while=("insolvency", "handover"),
    waits=Wait("handover", msg("handed over"), weight=60),
)
WRITE_OFF = NoteKind(
    name="write-off",
    french="passage-en-perte",
    label=msg("write-off proposed"),
    meaning="a write-off was proposed: no reminders",
    not_while=("write-off",),
    internal=True,
    waits=Wait("write-off", msg("write-off proposed"), weight=50),
)
FILED = NoteKind(
    name="filed",
    french="dépôt",
    label=msg("filed in court"),
    meaning="the claim was filed in court: no reminders, but a look at the case now and then",
    waits=BEFORE_THE_COURT,
    court=True,
)
SERVED = NoteKind(
    name="served",
    french="signification",
    label=msg("decision served"),
    meaning="the court's order or judgment was served on the customer",
    after=("filed",),
    waits=BEFORE_THE_COURT,
    court=True,
)
JUDGMENT = NoteKind(
    name="judgment",
    french="jugement",
    label=msg("judgment"),
    meaning="the court decided",
    after=("filed", "served"),
    waits=BEFORE_THE_COURT,
    court=True,
)
INSOLVENCY = NoteKind(
    name="insolvency",
    french="procédure-collective",
    label=msg("insolvency"),
    meaning="proceedings were opened: everything stops but the lodging of the claim",
    takes={
        "opened": msg("Day of the judgment"),
        "published": msg("Day of its publication"),
        "administrator": msg("Administrator, with address (optional)"),
        "until": msg("Last day to lodge the claim (optional)"),
    },
    first_field="opened",
    not_while=("insolvency",),
    waits=Wait("insolvency", msg("insolvency proceedings"), 80, patience=3, proceedings=True),
    about_everything=True,
)

NOTE_KINDS: Mapping[str, NoteKind] = {
    kind.name: kind
    for kind in (
        NoteKind(
            name="contact",
            french="contact",
            label=msg("contact"),
            meaning="a call or a reply; min-gap counts from it, unless it says when to call again",
            takes={"callback": msg("Call again on (optional)")},
            text_label=msg("What was said"),
            first_field="text",
            text_required=True,
            button=msg("Call result"),
            offered=Offered.ALWAYS,
            about_nothing=True,
            is_contact=True,
        ),
        REPLIED,
        AUTO_REPLY,
        BOUNCED,
        UNDELIVERABLE,
        PROMISE,
        PLAN,
        EXTENSION,
        DISPUTE,
        REFUSED,
        APPROVED,
        PAYMENT_SENT,
        NoteKind(
            name="hold",
            french="suspension",
            label=msg("hold"),
            meaning="chasing is suspended",
            takes={"until": msg("Until")},
            text_label=msg("Reason"),
            first_field="until",
            wording={("until",): msg("on hold until {until}"), (): msg("on hold")},
            button=msg("Hold"),
            offered=Offered.ALWAYS,
            internal=True,
            waits=Wait("hold", msg("on hold"), weight=30, end=msg("end of the hold")),
        ),
        RESUME,
        STILL_OWED,
        ACKNOWLEDGED,
        RECEIVED,
        WAIVER,
        EXERCISED,
        HANDOVER,
        FILED,
        SERVED,
        JUDGMENT,
        NoteKind(
            name="enforcement",
            french="exécution",
            label=msg("enforcement"),
            meaning="enforcement began",
            after=("judgment", "served"),
            waits=BEFORE_THE_COURT,
            court=True,
        ),
        INSOLVENCY,
        WRITE_OFF,
    )
}
"""All kinds of notes by name, in the order in which they are displayed."""

FRENCH_KINDS: Mapping[str, str] = {kind.name: kind.french for kind in NOTE_KINDS.values()}
"""The French names of the kinds by the English ones."""

_KIND_NAMES = by_french(FRENCH_KINDS.items())


def english_kind(value: Any, stages: Collection[str] = ()) -> Any:
    """Return the English name of a kind of note or of a stage; any other value stays as it is.

    Args:
        value: the value of ``relance:``, in English or French.
        stages: the stages of the ledger; one of their names means the stage.
    """
    if not isinstance(value, str) or value in NOTE_KINDS or value in stages:
        return value
    return english(value, (*stages, *NOTE_KINDS), CHOICE, _KIND_NAMES)


COURT_STEPS: Sequence[str] = tuple(kind.name for kind in NOTE_KINDS.values() if kind.court)
"""The names of the steps in court, in order."""

WAITS: Mapping[str, Wait] = {
    wait.why: wait
    for wait in sorted(
        dict.fromkeys(kind.waits for kind in NOTE_KINDS.values() if kind.waits is not None),
        key=lambda wait: -wait.weight,
    )
}
"""The reasons to wait because of a note by name, in descending order of weight."""
