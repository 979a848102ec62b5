"""The next stage of an item in its procedure, and which customers a stage is for.

A stage whose condition is not met is skipped, and the reason is kept. A stage before
the due date lapses on the due date.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.reasons import Reason
from beancount_relance.dunning.states.lapsed_notes import Lapsed
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS, PLAN
from beancount_relance.history.noted_channels import noted_title
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.apparent_kind import doubtful_kind
from beancount_relance.policy.channels import CHANNELS, MAIL
from beancount_relance.policy.countries import Country, country
from beancount_relance.policy.country_procedures import local_procedure
from beancount_relance.policy.customers import BUSINESS, CONSUMER, Customer
from beancount_relance.policy.procedures import STANDARD, Procedure, Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item


class Standing(Struct, frozen=True):
    """What an item has behind it.

    Attributes:
        level: the position of the last completed stage, starting at 0; -1 if there is none.
        reminded: whether it had a written reminder since its due date.
        noticed: whether it had a formal notice since its due date.
        harshest: the position of the harshest text about any part of its invoice; -1 if none.
        lapsed: what a text is to name before anything else follows, if anything is.
        demanded: what runs about another invoice of the customer, such as its formal notice, so
            that nothing friendlier than the firm text goes out; ``None`` if nothing does.
        call_again: whether the day has come to call again, as somebody noted.
    """

    level: int = -1
    reminded: bool = False
    noticed: bool = False
    harshest: int = -1
    lapsed: Lapsed | None = None
    demanded: Message | None = None
    call_again: bool = False


class CustomerProcedures(Struct, frozen=True):
    """The procedures of the items of one customer."""

    customer: Customer
    settings: Settings
    _procedures: dict[tuple[str | None, str | None], Procedure] = {}
    _stages: dict[str, Sequence[Stage]] = {}

    def procedure(self, item: Item) -> Procedure:
        """Return the procedure set by the invoice, the customer, or the kind of customer.

        Who seems to be a private person, a public body or an association, without a kind in the
        ledger, is given the time that a consumer has for a formal notice, and is not visited.
        """
        said, payee = item.invoice.procedure, item.invoice.payee
        known = self._procedures.get((said, payee))
        if known is None:
            by_kind = {BUSINESS: STANDARD}.get(self.customer.kind, self.customer.kind)
            procedure = self.settings.procedures[said or self.customer.procedure or by_kind]
            where = self.settings.country_of(self.customer)
            home = self.settings.country
            doubtful = doubtful_kind(self.customer, payee) is not None
            careful = self.settings.procedures[CONSUMER] if doubtful else None
            never = frozenset(each.name for each in procedure.stages if self._for_others(each))
            known = local_procedure(procedure, self.customer, where, home, careful, never)
            self._procedures[said, payee] = known
        return known

    @property
    def place(self) -> Country:
        """The customer's country."""
        return country(self.settings.country_of(self.customer))

    def stage(self, name: str) -> Stage:
        """Return the first stage with this name in any procedure; there must be one."""
        return self._all(name)[0]

    def done_title(self, item: Item, event: Event) -> Message:
        """Return the title of a stage that a note records, with its channel if not its first."""
        return noted_title(event, self.stage_for(item, event.kind))

    def stage_for(self, item: Item, name: str) -> Stage:
        """Return the stage with this name, that of the item's procedure if it has one."""
        procedure = self.procedure(item)
        index = procedure.index(name)
        return self.stage(name) if index is None else procedure.stages[index]

    def position(self, item: Item, name: str) -> int | None:
        """Return the position in the item's procedure that a stage completes, or ``None``.

        The item may have been under another procedure before. A stage of that procedure
        counts as the last one of the present procedure that is not later, so nothing is
        repeated after a change of procedure.
        """
        procedure = self.procedure(item)
        index = procedure.index(name)
        foreign = [stage.after for stage in self._all(name)]
        if index is not None or self.settings.occasions.index(name) is not None:
            return index
        passed = [i for i, stage in enumerate(procedure.stages) if stage.after <= min(foreign)]
        return passed[-1] if passed else None

    def is_contact(self, kind: str) -> bool:
        """Return whether an event of this kind is a contact with the customer."""
        stages = self._all(kind)
        if stages:
            return CHANNELS[stages[0].channel].is_contact
        return kind in NOTE_KINDS and NOTE_KINDS[kind].is_contact

    def required(
        self, item: Item, standing: Standing, day: datetime.date
    ) -> tuple[int | None, list[Reason]]:
        """Find the first stage that applies on ``day`` and is not done.

        What comes after the formal notice needs it: without one, the notice is required,
        even if a later stage is done. No text is gentler than an earlier one about another
        instalment of the invoice.

        Returns:
            The position of the stage, or ``None`` if none is left, and the reasons why
            stages before it are skipped. If none is left, who is to be called again is called.
        """
        procedure = self.procedure(item)
        left_out: list[Reason] = []
        if (text := self.text_again(item, standing)) is not None:
            return text, left_out
        call = procedure.last_call(standing.level) if standing.call_again else None
        if call is not None and call == standing.level:
            return call, left_out
        for index, stage in enumerate(procedure.stages):
            is_over = stage.after < 0 and day >= item.invoice.due
            if is_over or index <= standing.level or index < standing.harshest:
                continue
            why = self._not_for(stage, item) or self._too_friendly(index, item, standing)
            place = self._notice_before(index, item, standing)
            if why is None and place is not None:
                return place, left_out
            why = why or msg("it needs the formal notice, which is left out")
            left_out.append(Reason(msg("{stage} skipped: {why}", stage=stage.title, why=why)))
        return call, left_out

    def text_again(self, item: Item, standing: Standing) -> int | None:
        """Return the position of the text that names what has lapsed, if there is one.

        It is the last one in writing that the item has come to, so that nothing gentler follows.
        A consumer is given time to pay an instalment, and so gets a text with a deadline. A formal
        notice that left out a dispute is sent again. One that was right gets no claim of interest.
        """
        if standing.lapsed is None or standing.lapsed.least is not None:
            return standing.lapsed.least if standing.lapsed else None
        stages = self.procedure(item).stages
        texts = [
            index
            for index, stage in enumerate(stages)
            if stage.after >= 0
            and CHANNELS[stage.channel].in_writing
            and self._not_for(stage, item) is None
        ]
        done = [index for index in texts if index <= max(standing.level, standing.harshest)]
        if standing.lapsed.upheld:
            done = [each for each in done if not stages[each].claims] or done
        if standing.lapsed.kind != PLAN.name or not done:
            return done[-1] if done else None
        return next(
            (index for index in texts if index >= done[-1] and stages[index].deadline), None
        )

    def last_done(self, item: Item, standing: Standing) -> int | None:
        """Return the position of the last stage that was done and still applies, if there is one.

        It is that of the formal notice if it needs one, as for a later due date that has passed.
        """
        stages = self.procedure(item).stages
        for index in range(standing.level, -1, -1):
            if stages[index].after >= 0 and self._not_for(stages[index], item) is None:
                return self._notice_before(index, item, standing)
        return None

    def may_join(self, item: Item, name: str, standing: Standing, day: datetime.date) -> bool:
        """Return whether an item may be part of a communication at a stage before its turn.

        A call may be about anything overdue. A letter needs an earlier reminder in writing,
        and what follows the formal notice needs that notice.

        Args:
            item: the item.
            name: the name of the stage, which is another item's turn.
            standing: what the item has behind it.
            day: the day of the communication.
        """
        position = self.position(item, name)
        required, _ = self.required(item, standing, day)
        if position is None or required is None or required >= position:
            return position is not None
        if self.needs_notice(item, position):
            return standing.noticed
        return standing.reminded or not self.reminds_in_writing(name)

    def may_reach(self, item: Item, name: str, standing: Standing, day: datetime.date) -> bool:
        """Return whether a stage that was another item's turn is one of this item's, too.

        Whoever is called about something else hears of it, but its first reminder in writing is
        not left out for that; a charge goes along with its invoice. The arguments are those of
        :meth:`may_join`.
        """
        position, (required, _) = self.position(item, name), self.required(item, standing, day)
        early = position is not None and required is not None and required < position
        unwritten = not standing.reminded and not item.invoice.charge
        if early and unwritten and not self.reminds_in_writing(name):
            return not self.reminds_in_writing(self.procedure(item).stages[required or 0].name)
        return self.may_join(item, name, standing, day)

    def out_of_reach(self, item: Item, standing: Standing, day: datetime.date) -> Sequence[Stage]:
        """Return the stages after the due date that are left out now, as nobody can be reached.

        Args:
            item: the item.
            standing: what the item has behind it.
            day: the day.
        """
        following, _ = self.required(item, standing, day)
        passed = self.procedure(item).stages[standing.level + 1 : following]
        return [stage for stage in passed if stage.after >= 0 and self._is_out_of_reach(stage)]

    def reminds_in_writing(self, name: str) -> bool:
        """Return whether a stage reminds the customer of a late payment in writing."""
        stage = self.stage(name)
        return stage.after >= 0 and CHANNELS[stage.channel].in_writing

    def is_notice(self, name: str) -> bool:
        """Return whether a stage is the formal notice of some procedure."""
        return name in self.settings.notice_stages

    def needs_notice(self, item: Item, position: int) -> bool:
        """Return whether a stage comes after the formal notice in the procedure of an item."""
        notice = self.procedure(item).notice
        return notice is not None and notice < position

    def _notice_before(self, index: int, item: Item, standing: Standing) -> int | None:
        """Return the position of the formal notice if a later stage still needs it.

        It is ``None`` if the notice is left out, so that the later stage is as well.
        """
        procedure = self.procedure(item)
        notice = procedure.notice
        if notice is None or not self.needs_notice(item, index) or standing.noticed:
            return index
        return None if self._not_for(procedure.stages[notice], item) else notice

    def _all(self, name: str) -> Sequence[Stage]:
        """Return the stages of this name in all procedures, found once."""
        if name not in self._stages:
            self._stages[name] = [
                stage
                for procedure in self.settings.all_procedures
                for stage in procedure.stages
                if stage.name == name
            ]
        return self._stages[name]

    def has_no_way(self, stage: Stage) -> bool:
        """Return whether a stage cannot reach the customer, as a letter or its e-mail came back.

        If the ledger has no details at all, people have them elsewhere.
        """
        channel = CHANNELS[stage.channel]
        failed = self.customer.address_failed or self._mail_failed(stage)
        return failed and channel.is_contact and not self.has_a_way(stage)

    def _mail_failed(self, stage: Stage) -> bool:
        return self.customer.mail_failed and CHANNELS[stage.channel].medium == MAIL

    def has_a_way(self, stage: Stage) -> bool:
        """Return whether the ledger has what it takes to reach the customer at a stage."""
        has, other = self.customer.has_channel, stage.fallback
        return has(stage.channel) or (other is not None and has(other))

    def _is_out_of_reach(self, stage: Stage) -> bool:
        """Return whether a stage is left out because there is no way to carry it out.

        If the ledger has no details at all, people have them elsewhere. If it has only a postal
        address, the customer gets letters, and a call that cannot be made does not hold them up.
        Whose e-mails come back is called, if the ledger has a telephone number.
        """
        customer = self.customer
        if self.has_a_way(stage):
            return False
        called = self._mail_failed(stage) and bool(customer.phone)
        return stage.if_reachable or customer.is_only_by_post() or called

    def _too_friendly(self, index: int, item: Item, standing: Standing) -> Message | None:
        """Return why a stage is skipped as the customer has another demand, or ``None``.

        Who was given formal notice of another invoice, or whose case is with a bailiff or a court,
        gets no friendly reminder in between.
        """
        procedure = self.procedure(item)
        stages, notice = procedure.stages, procedure.notice
        if standing.demanded is None or notice is None or stages[index].after < 0:
            return None
        is_firmer = any(
            CHANNELS[stages[place].channel].in_writing
            and self._not_for(stages[place], item) is None
            for place in range(index + 1, notice)
        )
        return standing.demanded if is_firmer else None

    def _not_for(self, stage: Stage, item: Item) -> Message | None:
        """Return why a stage is skipped for an item, or ``None`` if it is not."""
        currency = item.invoice.currency
        minimum = stage.minimum(currency)
        if minimum is not None and item.outstanding < minimum:
            return msg(
                "{amount} is below its minimum of {minimum}",
                amount=Amount(item.outstanding, currency),
                minimum=Amount(minimum, currency),
            )
        if (others := self._for_others(stage)) is not None:
            return others
        if self._is_out_of_reach(stage):
            label = CHANNELS[stage.channel].label
            return msg("the customer has no address for {channel}", channel=label)
        return None

    def _for_others(self, stage: Stage) -> Message | None:
        """Return why a stage is never for this customer, or ``None`` if it may be."""
        if stage.kind and self.customer.kind not in stage.kind:
            return msg("only for customers of the kind “{kinds}”", kinds=list(stage.kind))
        language = self.settings.language_of(self.customer)
        if stage.language and language not in stage.language:
            return msg("only for texts in “{languages}”", languages=list(stage.language))
        return None
