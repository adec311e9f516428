"""`python -m bot …`, installed as `houqin`: the command line for whoever runs it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import date
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import DatabaseError
from telegram.error import InvalidToken

from bot import application
from bot.app import REGISTRY, serve
from bot.cli import digest, doctor, labels_and_invites, registers, workbooks
from bot.config import Settings
from bot.db import AlreadyRunning, Unusable
from bot.demo import world
from bot.documents.ledger_files import FORMS

DONE, REFUSED = 0, 1
LEDGERS = REGISTRY.ledgers


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="houqin", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the bot with the settings of .env")
    demo = commands.add_parser("demo", help="try everything in the browser, without a token")
    demo.add_argument("--port", type=int, default=8080)
    commands.add_parser("doctor", help="say what is wrong with this installation")
    qr = commands.add_parser("qr", help="print the labels of all places, each with its QR code")
    qr.add_argument("file", metavar="FILE.pdf", type=Path)
    sample = commands.add_parser("sample", help="write the workbook of a school, filled in")
    sample.add_argument("file", metavar="FILE.xlsx", type=Path)
    template = commands.add_parser("template", help="write the workbook of this school")
    template.add_argument("file", metavar="FILE.xlsx", type=Path)
    brings = commands.add_parser("import", help="read a workbook into this school")
    brings.add_argument("file", metavar="FILE.xlsx", type=Path)
    brings.add_argument("--dry-run", action="store_true", help="only say what would change")
    digest = commands.add_parser("digest", help="what the principal reads of a day")
    digest.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD")
    invites = commands.add_parser("invites", help="list who has not joined yet, with the codes")
    invites.add_argument("--format", choices=labels_and_invites.FORMATS, default="text")
    invites.add_argument("-o", dest="file", metavar="FILE", type=Path)
    register = commands.add_parser("export", help="write a ledger, of some days, into a file")
    register.add_argument("what", metavar="WHAT", choices=sorted(LEDGERS), help=", ".join(LEDGERS))
    register.add_argument("--from", dest="first", metavar="YYYY-MM-DD", type=date.fromisoformat)
    register.add_argument("--to", dest="last", metavar="YYYY-MM-DD", type=date.fromisoformat)
    register.add_argument("--format", choices=list(FORMS), default="csv")
    register.add_argument("-o", dest="file", metavar="FILE", type=Path)
    return parser


def main() -> int:
    """Runs one command. Exit status: 0 done, 1 refused with a reason, 2 wrong usage."""
    parser = _parser()
    arguments = parser.parse_args()
    binary = getattr(arguments, "format", "") in ("pdf", "xlsx")
    if binary and arguments.file is None:
        parser.error(f"--format {arguments.format} needs -o FILE")
    if arguments.command == "demo":
        application.set_up_logging("WARNING")
        try:
            asyncio.run(world.run(arguments.port))
        except world.PortTaken as fault:
            print(fault, file=sys.stderr)
            return REFUSED
        return DONE
    try:
        settings = Settings()
    except ValidationError as fault:
        for error in fault.errors():
            name = ".".join(str(part) for part in error["loc"]).upper()
            print(f"{name or 'settings'}: {error['msg']}", file=sys.stderr)
        return REFUSED
    application.set_up_logging(settings.log_level)
    try:
        return _carried_out(arguments, settings)
    except (AlreadyRunning, Unusable) as fault:
        print(fault, file=sys.stderr)
    except InvalidToken:
        print("Telegram does not know BOT_TOKEN: get one from @BotFather.", file=sys.stderr)
    except DatabaseError as fault:
        if type(fault) is not DatabaseError:
            raise
        print(f"The database is broken: {fault.orig}. Bring a backup back.", file=sys.stderr)
    return REFUSED


def _carried_out(arguments: argparse.Namespace, settings: Settings) -> int:
    """What is not said in a sentence here is raised."""
    if arguments.command == "doctor":
        faults = asyncio.run(doctor.examine(settings))
        print("\n".join(faults) or "Nothing is wrong.")
        return REFUSED if faults else DONE
    if arguments.command == "import":
        return _bring_in(arguments, settings)
    if arguments.command in ("qr", "invites", "sample", "template", "export", "digest"):
        return _fetch(arguments, settings)
    if not settings.bot_token.get_secret_value():
        print("BOT_TOKEN is empty: get one from @BotFather and put it into .env", file=sys.stderr)
        return REFUSED
    asyncio.run(serve(settings))
    return DONE


def _fetch(arguments: argparse.Namespace, settings: Settings) -> int:
    """Labels, invitations, a workbook or a ledger, into a file or on the screen."""
    missing = ""
    try:
        if arguments.command == "qr":
            made = labels_and_invites.labels(settings)
        elif arguments.command == "sample":
            made = workbooks.sample(settings)
        elif arguments.command == "template":
            made = workbooks.template(settings)
        elif arguments.command == "export":
            ledger, days = LEDGERS[arguments.what], (arguments.first, arguments.last)
            made = registers.export(settings, ledger, *days, arguments.format)
        elif arguments.command == "digest":
            made = digest.digest(settings, REGISTRY, arguments.date).encode()
        else:
            made, missing = labels_and_invites.invitations(settings, arguments.format)
        if getattr(arguments, "file", None) is not None:
            arguments.file.write_bytes(made)
        else:
            sys.stdout.buffer.write(made)
    except labels_and_invites.Unable as fault:
        print(fault, file=sys.stderr)
        return REFUSED
    except OSError as fault:
        print(f"{arguments.file} cannot be written: {fault.strerror}", file=sys.stderr)
        return REFUSED
    if missing:
        print(missing, file=sys.stderr)
        return REFUSED
    return DONE


def _bring_in(arguments: argparse.Namespace, settings: Settings) -> int:
    """Reads a workbook into the school."""
    try:
        print(workbooks.bring_in(settings, arguments.file, dry_run=arguments.dry_run))
    except labels_and_invites.Unable as fault:
        print(fault, file=sys.stderr)
        return REFUSED
    return DONE


if __name__ == "__main__":
    sys.exit(main())
