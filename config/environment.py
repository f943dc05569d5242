"""What an installation is told from outside: environment variables and the data folder.

`bin/start` sets all of them; docs/administrators/configuration.md lists them for people.
"""

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


FILES_ENDINGS = (
    "jpg,jpeg,png,gif,webp,heic,heif,bmp,tif,tiff,svg,mp4,mov,webm,mp3,m4a,wav,pdf,txt,csv,rtf,"
    "doc,docx,xls,xlsx,ppt,pptx,odt,ods,odp,html,htm,xml,json,eml,msg,zip"
)
"""Endings of the files that are taken when AMENDS_FILES_ENDINGS says nothing."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    return text(name, "1" if default else "").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """`10.1.0.0/16, 192.168.5.7`; a start with what is no network ends in an error that names it."""
    return [ip_network(word) for word in words(name)]


def data_folder() -> Path:
    """Where everything of this installation lives: database, uploads, secret key."""
    return Path(text("AMENDS_DATA") or ROOT / "data").resolve()


def secret_key(data: Path) -> str:
    """The signing key: given, or made once and kept in the data folder for its owner only."""
    given = text("AMENDS_SECRET_KEY")
    if given:
        return given
    kept = data / "secret-key"
    if not kept.exists():
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return kept.read_text().strip()


def database_url(data: Path) -> str:
    """`DATABASE_URL`, else the address that the running embedded server left in the data folder."""
    given = text("DATABASE_URL")
    if given:
        return given
    left = data / "database-url"
    if left.exists():
        return left.read_text().strip()
    return "postgresql:///amends"


def database_session() -> dict[str, str]:
    """What every connection to the database begins with.

    Conditions that contradict each other or a constraint ("completed yesterday", of open activities) are answered
    without a look at the table.
    """
    words = {"constraint_exclusion": "on"} | _patience()
    return {"options": " ".join(f"-c {name}={value}" for name, value in words.items())}


def web_patience() -> float:
    """Seconds that a statement, and all statements of one request together, may keep the database busy; 0 for any."""
    return float(text("AMENDS_WEB_PATIENCE") or 0)


def _patience() -> dict[str, str]:
    """How long the web server waits for the database; other programs wait as long as it takes.

    A statement may run so many seconds, a lock be waited for half of that, and a transaction stand idle for a minute.
    """
    seconds = web_patience()
    if not seconds:
        return {}
    limits = {"statement_timeout": seconds, "lock_timeout": seconds / 2, "idle_in_transaction_session_timeout": 60}
    return {name: str(int(value * 1000)) for name, value in limits.items()}


def file_storage(data: Path) -> dict[str, object]:
    """Uploads: on disk in the data folder, or in an S3-compatible bucket when one is named."""
    bucket = text("AMENDS_S3_BUCKET")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(data / "files"), "file_permissions_mode": 0o600},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": text("AMENDS_S3_ENDPOINT") or None,
            "access_key": text("AMENDS_S3_ACCESS_KEY") or None,
            "secret_key": text("AMENDS_S3_SECRET_KEY") or None,
            "region_name": text("AMENDS_S3_REGION") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
