"""What servers and mail programs really write, as templates.

``{of}`` is our Message-ID, ``{to}`` the address that it went to, and ``{n}`` a number of its own.
"""
# ruff: noqa: E501, ISC004 - the lines are those of the programs

from __future__ import annotations

from beancount_relance.mailroom.incoming import AUTOMATIC, BOUNCE, REPLY

_REPORT = (
    "MIME-Version: 1.0\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\n'
)


def _report(head: str, text: str, status: str, original: str = "message/rfc822") -> str:
    return (
        f"{head}\n{_REPORT}\n--=_b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n--=_b\n"
        f"Content-Type: message/delivery-status\n\n{status}\n\n--=_b\nContent-Type: {original}\n\n"
        "From: compta@lumen.example\nMessage-ID: {of}\nSubject: Rappel\n\n--=_b--\n"
    )


def _away(headers: str, subject: str, text: str) -> str:
    return (
        "From: Anna <{to}>\nTo: compta@lumen.example\nMessage-ID: <a{n}@x.example>\n"
        f"In-Reply-To: {{of}}\nSubject: {subject}\n{headers}"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    )


REAL_SHAPES: list[tuple[str | None, str, str]] = [
    # Returned: Exim, with its own report and with none; Sendmail; Exchange Online; Gmail; qmail;
    # Domino; Courier; a forwarded address; two recipients, and one of them got it
    (BOUNCE, "550 5.1.1 <{to}>: Recipient address rejected", _report(
        "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: {to}\n"
        "Auto-Submitted: auto-replied\nSubject: Mail delivery failed: returning message to sender\n"
        "Message-Id: <E1{n}@mx.example>",
        "This message was created automatically by mail delivery software.",
        "Reporting-MTA: dns; mx.example\n\nAction: failed\nFinal-Recipient: rfc822;{to}\n"
        "Status: 5.0.0\nRemote-MTA: dns; mail.x.example\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected")),
    (BOUNCE, "5.1.1", _report(
        "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\nSubject: Returned mail: see "
        "transcript for details\nAuto-Submitted: auto-generated (failure)\nMessage-ID: <s{n}@mx.example>",
        "   ----- The following addresses had permanent fatal errors -----\n<{to}>",
        "Reporting-MTA: dns; mx.example\nReceived-From-MTA: DNS; localhost\n\n"
        "Final-Recipient: RFC822; {to}\nAction: failed\nStatus: 5.1.1\n"
        "Last-Attempt-Date: Wed, 17 Jun 2026 09:00:01 +0200", "text/rfc822-headers")),
    (BOUNCE, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
     _report(
        "From: <postmaster@x.onmicrosoft.example>\nX-MS-Exchange-Message-Is-Ndr:\n"
        "Subject: Undeliverable: Rappel\nMessage-ID: <x{n}@PR1.prod.outlook.example>",
        "Your message to {to} couldn't be delivered.",
        "Reporting-MTA: dns;PR1.prod.outlook.example\n\nFinal-Recipient: rfc822;{to}\n"
        "Action: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 "
        "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup")),
    (BOUNCE, "550-5.1.1 The email account that you tried to reach does not exist.", _report(
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nX-Failed-Recipients: {to}\n"
        "Auto-Submitted: auto-replied\nSubject: Delivery Status Notification (Failure)\n"
        "References: {of}\nIn-Reply-To: {of}\nMessage-ID: <g{n}.GMR@mx.google.example>",
        "** Address not found **",
        "Reporting-MTA: dns; googlemail.com\n\nFinal-Recipient: rfc822; {to}\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550-5.1.1 The email account that you tried to\n"
        " reach does not exist.")),
    (BOUNCE, "552 5.2.2 over quota", _report(
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nSubject: Undelivered Mail Returned to "
        "Sender\nAuto-Submitted: auto-replied\nMessage-Id: <p{n}@mx.example>",
        "This is the mail system at host mx.example.",
        "Reporting-MTA: dns; mx.example\nX-Postfix-Queue-ID: 4F\n\nFinal-Recipient: rfc822; {to}\n"
        "Original-Recipient: rfc822;{to}\nAction: failed\nStatus: 5.2.2\n"
        "Diagnostic-Code: smtp; 552 5.2.2 over quota", "text/rfc822-headers")),
    (BOUNCE, "192.0.2.7 does not like recipient. Remote host said: 550 sorry, no mailbox here by that name. "
     "(#5.7.17) Giving up on 192.0.2.7.",
     "From: MAILER-DAEMON@mx.example\nTo: compta@lumen.example\nSubject: failure notice\n"
     "Message-ID: <k{n}@mx.example>\n\n"
     "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your "
     "message to the following addresses.\n\n<{to}>:\n192.0.2.7 does not like recipient.\n"
     "Remote host said: 550 sorry, no mailbox here by that name. (#5.7.17)\n"
     "Giving up on 192.0.2.7.\n\n--- Below this line is a copy of the message.\n\n"
     "Return-Path: <compta@lumen.example>\nMessage-ID: {of}\nSubject: Rappel\n"),
    (BOUNCE, "554 5.0.0 User anna ({to}) not listed in Domino Directory", _report(
        "From: Postmaster@x.example\nSubject: DELIVERY FAILURE: User anna ({to}) not listed in "
        "Domino Directory\nMessage-ID: <n{n}@x.example>", "Your message",
        "Reporting-MTA: dns;domino.x.example\n\nFinal-Recipient: rfc822;{to}\nAction: failed\n"
        "Status: 5.1.1\n"
        "Diagnostic-Code: X-Notes; 554 5.0.0 User anna ({to}) not listed in Domino Directory")),
    (BOUNCE, "550 User unknown.", _report(
        'From: "Courier mail server at mx.example" <@>\nSubject: NOTICE: mail delivery status.\n'
        "Message-ID: <c{n}@mx.example>", "UNDELIVERABLE MAIL",
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {to}\nAction: failed\n"
        "Status: 5.0.0\nDiagnostic-Code: smtp; 550 User unknown.", "text/rfc822-headers; charset=us-ascii")),
    (BOUNCE, "550 no such user here", _report(
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMessage-ID: <f{n}@mx.example>", "Sorry",
        "Reporting-MTA: dns; mx.example\n\nOriginal-Recipient: rfc822; {to}\n"
        "Final-Recipient: rfc822; anna@elsewhere.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 no such user here")),
    (BOUNCE, "550 gone", _report(
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMessage-ID: <t{n}@mx.example>", "Sorry",
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; boss@lumen.example\n"
        "Action: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; {to}\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 gone")),
    # Nothing that anybody has to know: still on its way, read, a report of what is no failure
    (None, "", _report(
        "From: mailer-daemon@googlemail.com\nSubject: Delivery Status Notification (Delay)\n"
        "In-Reply-To: {of}\nMessage-ID: <d{n}@mx.google.example>", "** Delivery incomplete **",
        "Reporting-MTA: dns; googlemail.com\n\nFinal-Recipient: rfc822; {to}\nAction: delayed\n"
        "Status: 4.4.1\nDiagnostic-Code: smtp; The recipient server did not accept our requests")),
    (None, "",
     "From: <{to}>\nSubject: Read: Rappel\nIn-Reply-To: {of}\nMessage-ID: <m{n}@x.example>\n"
     'MIME-Version: 1.0\nContent-Type: multipart/report; boundary="=_m";\n'
     " report-type=disposition-notification\n\n--=_m\nContent-Type: text/plain\n\nYour message was "
     "read.\n--=_m\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;{to}\n"
     "Original-Message-ID: {of}\nDisposition: manual-action/MDN-sent-manually; displayed\n--=_m--\n"),
    # Automatic: Exchange, Gmail, vacation(1), Zendesk, OTRS, by the subject alone in six languages
    (AUTOMATIC, "I am out of the office until 3 August.", _away(
        "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n",
        "Automatic reply: Rappel", "I am out of the office until 3 August.")),
    (AUTOMATIC, "Ich bin bis 3. August nicht im Büro.", _away(
        "", "Nicht im =?utf-8?q?B=C3=BCro=3A?= Rappel", "Ich bin bis 3. August nicht im Büro.")),
    (AUTOMATIC, "Absente.", _away(
        "Precedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied\n", "Re: Rappel", "Absente.")),
    (AUTOMATIC, "Estoy fuera.", _away("", "Fuera de la oficina: Rappel", "Estoy fuera.")),
    (AUTOMATIC, "Sono assente.", _away("", "Assente dall'ufficio: Rappel", "Sono assente.")),
    (AUTOMATIC, "Ik ben afwezig.", _away("", "Afwezigheidsmelding: Rappel", "Ik ben afwezig.")),
    (AUTOMATIC, "Votre demande 12 est ouverte.", _away(
        "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n", "[Ticket 12] Rappel",
        "Votre demande 12 est ouverte.")),
    # People
    (REPLY, "Bonjour, le virement part vendredi. Anna", _away(
        "", "RE: Rappel", "Bonjour,\nle virement part vendredi.\nAnna\n\nDe : Lumen "
        "<compta@lumen.example>\nEnvoyé : mardi 16 juin 2026 09:00\nÀ : Anna\nObjet : Rappel\n\nx")),
    (REPLY, "Zahlung ist raus.", _away(
        "", "AW: Rappel", "Zahlung ist raus.\n\nVon: Lumen <compta@lumen.example>\nGesendet: x")),
    (REPLY, "Buongiorno, pagato ieri.", _away(
        "", "R: Rappel", "Buongiorno, pagato ieri.\n\nIl giorno mar 16 giu 2026 alle ore 09:00 Lumen "
        "<compta@lumen.example> ha scritto:\n> x")),
    (REPLY, "Is betaald.", _away(
        "", "Antw: Rappel", "Is betaald.\n\nOp di 16 jun 2026 om 09:00 schreef Lumen "
        "<compta@lumen.example>:\n> x")),
]  # fmt: skip
