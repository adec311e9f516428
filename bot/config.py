"""The settings, from the environment or `.env`; what is not built yet is refused, not ignored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """One field for each line of `.env.example`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    bot_token: SecretStr = SecretStr("")
    bot_api_url: str = "https://api.telegram.org"
    proxy_url: SecretStr | None = None
    database_url: SecretStr = SecretStr("sqlite:///data/school.db")
    data_dir: Path = Path("data")
    timezone: str = "Asia/Shanghai"
    language: Literal["zh-CN", "en"] = "zh-CN"
    admin_ids: Annotated[tuple[int, ...], NoDecode] = ()
    webhook_url: str | None = None
    webhook_listen: str | None = None
    webhook_secret: SecretStr | None = None
    heartbeat_url: SecretStr | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _ids_in_one_line(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("timezone")
    @classmethod
    def _a_zone_that_exists(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _a_root_without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _polling_only(self) -> Settings:
        if self.webhook_url or self.webhook_listen or self.webhook_secret:
            raise ValueError(
                "WEBHOOK_URL, WEBHOOK_LISTEN and WEBHOOK_SECRET are not built yet: "
                "leave them empty, and the bot asks Telegram by long polling"
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The school's time zone."""
        return ZoneInfo(self.timezone)
